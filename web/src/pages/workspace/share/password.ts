/**
 * A password that is read over the telephone: groups of two syllables, as `remi-tolu-bako-sida-nuve`. It stands between
 * the link and whoever intercepts it, so that it is drawn and not invented.
 */
const consonants = "bdfgjklmnprstvz";
const vowels = "aeiou";
const groups = 5;

/** What nobody would want to dictate. */
const unsaid = new Set(["bite", "gode", "kaka", "lolo", "nazi", "nega", "nene", "pede", "pipi", "puta", "pute", "puto", "zizi", "zobi"]);

const syllables = [...consonants].flatMap((consonant) => [...vowels].map((vowel) => consonant + vowel));

/** How many guesses it takes, as a power of two. */
export const suggestionBits = groups * Math.log2(syllables.length ** 2 - unsaid.size);

/** Every syllable as likely as any other: bytes beyond the last whole round are drawn again. */
function syllable(): string {
  const rounds = 256 - (256 % syllables.length);
  for (;;) {
    const [byte = 255] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < rounds) return syllables[byte % syllables.length] ?? "";
  }
}

function group(): string {
  for (;;) {
    const word = syllable() + syllable();
    if (!unsaid.has(word)) return word;
  }
}

export function suggestPassword(): string {
  return Array.from({ length: groups }, group).join("-");
}

/** The parts of a breach file, in the order of the work. The names are those of the addresses. */
export const sectionGroups = [
  { group: null, sections: ["tableau"] },
  { group: "understand", sections: ["signalements", "qualification", "cellule", "mesures", "faits", "donnees", "traces"] },
  { group: "decide", sections: ["gravite", "obligations"] },
  { group: "inform", sections: ["notification", "personnes", "attestations"] },
  { group: "prove", sections: ["journal", "cloture"] },
] as const;

export type SectionName = (typeof sectionGroups)[number]["sections"][number];

const names: ReadonlySet<string> = new Set(sectionGroups.flatMap(({ sections }) => [...sections]));

export function isSection(name: string | undefined): name is SectionName {
  return name !== undefined && names.has(name);
}

import type { Visit } from "./visit";

const file = `/violations/${"12c".padStart(32, "0")}`;

const fresh = `/violations/${"12d".padStart(32, "0")}`;

export const everyPage: readonly Visit[] = [
  { name: "connexion", path: "/connexion", as: "signedOut" },
  { name: "mise-en-place", path: "/mise-en-place#jeton", as: "empty" },
  { name: "mise-en-place-sans-jeton", path: "/mise-en-place", as: "empty" },
  { name: "pas-en-service", path: "/espaces", as: "empty" },
  { name: "invitation", path: "/invitation#code", as: "signedOut" },
  { name: "signaler", path: "/signaler", as: "signedOut" },
  {
    name: "signaler-recu",
    path: "/signaler",
    as: "signedOut",
    act: async (page) => {
      await page.getByLabel("Que s’est-il passé ?").fill("Le dossier d’une autre famille s’affiche.");
      await page.getByLabel("Quand l’avez-vous vu ?").fill("Samedi vers 10 h");
      await page.getByLabel("Sur quel site ou dans quel service ?").fill("Portail famille");
      await page.getByRole("button", { name: "Envoyer le signalement" }).click();
      await page.getByRole("heading", { name: "Votre signalement est transmis" }).waitFor();
    },
  },
  { name: "suivi", path: "/suivi", as: "signedOut" },
  {
    name: "suivi-echanges",
    path: "/suivi",
    as: "signedOut",
    act: async (page) => {
      await page.getByLabel("Code de suivi").fill("7KQM 2VX9 4DTZ R1BN");
      await page.getByRole("button", { name: "Voir mon signalement" }).click();
      await page.getByRole("heading", { name: "Échanges" }).waitFor();
    },
  },
  { name: "verifier", path: "/verifier", as: "signedOut" },
  {
    name: "verifier-navigateur",
    path: "/verifier",
    as: "signedOut",
    act: async (page) => {
      await page.getByRole("button", { name: "Lancer le contrôle" }).click();
      await page.getByText("Ce navigateur calcule juste").waitFor();
    },
  },
  {
    name: "verifier-resultat",
    path: "/verifier",
    as: "signedOut",
    act: async (page) => {
      await page.locator("input[type=file]").setInputFiles({
        name: "violation-abimee.zip",
        mimeType: "application/zip",
        buffer: Buffer.from("archive"),
      });
      await page.getByRole("heading", { name: "Signataires" }).waitFor();
    },
  },
  { name: "introuvable", path: "/nulle-part" },
  { name: "espaces", path: "/espaces" },
  {
    name: "espaces-creer",
    path: "/espaces",
    act: async (page) => {
      await page.getByRole("button", { name: "Créer un espace" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  { name: "espace", path: `/espaces/${"64".padStart(32, "0")}` },
  { name: "espace-membres", path: `/espaces/${"64".padStart(32, "0")}?vue=membres` },
  { name: "espace-activite", path: `/espaces/${"64".padStart(32, "0")}?vue=activite` },
  { name: "espace-corbeille", path: `/espaces/${"64".padStart(32, "0")}?vue=corbeille` },
  { name: "espace-alerte", path: `/espaces/${"65".padStart(32, "0")}` },
  { name: "espace-vide", path: `/espaces/${"66".padStart(32, "0")}` },
  { name: "signalements", path: "/signalements" },
  { name: "signalement", path: `/signalements/${"c8".padStart(32, "0")}` },
  { name: "signalement-a-traiter", path: `/signalements/${"c9".padStart(32, "0")}` },
  { name: "violation-tableau", path: `${file}/tableau` },
  { name: "violation-signalements", path: `${file}/signalements` },
  { name: "violation-qualification", path: `${file}/qualification` },
  { name: "violation-cellule", path: `${file}/cellule` },
  { name: "violation-mesures", path: `${file}/mesures` },
  { name: "violation-faits", path: `${file}/faits` },
  { name: "violation-donnees", path: `${file}/donnees` },
  { name: "violation-traces", path: `${file}/traces` },
  { name: "violation-gravite", path: `${file}/gravite` },
  { name: "violation-obligations", path: `${file}/obligations` },
  { name: "violation-notification", path: `${file}/notification` },
  { name: "violation-personnes", path: `${file}/personnes` },
  { name: "violation-attestations", path: `${file}/attestations` },
  { name: "violation-journal", path: `${file}/journal` },
  { name: "violation-cloture", path: `${file}/cloture` },
  { name: "violation-nouvelle-tableau", path: `${fresh}/tableau` },
  { name: "violation-nouvelle-qualification", path: `${fresh}/qualification` },
  { name: "violation-nouvelle-faits", path: `${fresh}/faits` },
  { name: "violation-nouvelle-donnees", path: `${fresh}/donnees` },
  { name: "violation-nouvelle-traces", path: `${fresh}/traces` },
  { name: "violation-nouvelle-gravite", path: `${fresh}/gravite` },
  { name: "violation-nouvelle-obligations", path: `${fresh}/obligations` },
  {
    name: "violation-fait-dialogue",
    path: `${file}/faits`,
    act: async (page) => {
      await page.getByRole("button", { name: "Ajouter un fait" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "violation-donnees-dialogue",
    path: `${file}/donnees`,
    act: async (page) => {
      await page.getByRole("button", { name: "Modifier : Dossiers famille" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "violation-gravite-dialogue",
    path: `${file}/gravite`,
    act: async (page) => {
      await page.getByRole("button", { name: "Répondre : malveillance" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "violation-niveau-dialogue",
    path: `${file}/gravite`,
    act: async (page) => {
      await page.getByRole("button", { name: "Retenir un niveau" }).click();
      await page.getByRole("dialog").getByText("importante", { exact: true }).click();
    },
  },
  {
    name: "violation-organisme-dialogue",
    path: `${file}/qualification`,
    act: async (page) => {
      await page.getByRole("button", { name: "Compléter la fiche de l’organisme" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "violation-lettre-dialogue",
    path: `${file}/personnes`,
    act: async (page) => {
      await page.getByRole("button", { name: "Autres actions pour Famille Lefèvre" }).click();
      await page.getByRole("menuitem", { name: "Lire la lettre de Famille Lefèvre" }).click();
      await page.getByRole("heading", { name: "Que s’est-il passé" }).waitFor();
    },
  },
  {
    name: "violation-lettre-reecrire",
    path: `${file}/personnes`,
    act: async (page) => {
      await page.getByRole("button", { name: "Autres actions pour Famille Lefèvre" }).click();
      await page.getByRole("menuitem", { name: "Lire la lettre de Famille Lefèvre" }).click();
      await page.getByRole("button", { name: "Réécrire : Quelles sont nos recommandations ?" }).click();
      await page.getByText("Toutes les lettres").waitFor();
    },
  },
  {
    name: "violation-annuaire-dialogue",
    path: `${file}/personnes`,
    act: async (page) => {
      await page.getByRole("button", { name: "Importer noms et adresses" }).click();
      await page
        .getByRole("dialog")
        .locator("input[type=file]")
        .setInputFiles({ name: "annuaire.csv", mimeType: "text/csv", buffer: Buffer.from("Référence;Nom\nINCONNU;Personne\n") });
      await page.getByText("n’est pas dans ce dossier").waitFor();
    },
  },
  {
    name: "violation-attestations-reponses",
    path: `${file}/attestations`,
    act: async (page) => {
      await page.getByText("Tout choisir").click();
      await page.getByRole("button", { name: /^Noter la même réponse/ }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "violation-traces-analyse",
    path: `${fresh}/traces`,
    act: async (page) => {
      await page.getByRole("button", { name: "Analyser des journaux" }).click();
      await page
        .locator("input[type=file]")
        .first()
        .setInputFiles({
          name: "portail-2025-11-20.log",
          mimeType: "text/plain",
          buffer: Buffer.from(
            '{"at":"2025-11-20T22:10:00+01:00","user":"armand","http":{"path":"/famille/D5000/fiche","status":200}}\n',
          ),
        });
      await page.getByRole("heading", { name: "Comment lire une ligne" }).waitFor();
    },
  },
  {
    name: "violation-traces-resultat",
    path: `${fresh}/traces`,
    act: async (page) => {
      await page.getByRole("button", { name: "Analyser des journaux" }).click();
      const inputs = page.locator("input[type=file]");
      await inputs
        .first()
        .setInputFiles({ name: "portail.log", mimeType: "text/plain", buffer: Buffer.from('{"at":"","user":"","path":""}\n') });
      await inputs
        .nth(1)
        .setInputFiles({ name: "droits.csv", mimeType: "text/csv", buffer: Buffer.from("resource,person,viewer,category\n") });
      await page.getByRole("button", { name: "Chercher qui a vu quoi" }).click();
      await page.getByRole("heading", { name: "Résultat de l’analyse" }).waitFor();
    },
  },
  { name: "registre", path: "/registre" },
  { name: "echeances", path: "/echeances" },
  { name: "administration", path: "/administration" },
  { name: "compte", path: "/compte" },
];

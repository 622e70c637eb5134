import { expect, type Page } from "@playwright/test";
import type { Visit } from "./visit";

const file = `/violations/${"12c".padStart(32, "0")}`;

const fresh = `/violations/${"12d".padStart(32, "0")}`;

const council = `/espaces/${"64".padStart(32, "0")}`;

const paused = `/espaces/${"67".padStart(32, "0")}`;

async function share(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Autres actions pour Budget supplémentaire – projet.ods" }).click();
  await page.getByRole("menuitem", { name: "Partager par un lien" }).click();
  await page.getByRole("dialog").getByLabel("Titre").waitFor();
}

async function openLink(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Ouvrir" }).click();
  await page.getByRole("button", { name: "J’accuse réception" }).waitFor();
}

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
  {
    name: "compte-revoquer",
    path: "/compte",
    act: async (page) => {
      await page.getByRole("button", { name: "Révoquer Chrome sur Android" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "compte-mot-de-passe",
    path: "/compte",
    act: async (page) => {
      await page.getByRole("button", { name: "Changer de mot de passe" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
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
  { name: "espace-sous-dossier", path: `${council}?dossier=${"79".padStart(32, "0")}` },
  {
    name: "espace-selection",
    path: council,
    act: async (page) => {
      for (const name of ["Ordre du jour.odt", "Séance du 4 décembre 2025"]) {
        await page.getByRole("checkbox", { name: `Sélectionner ${name}` }).press("Space");
      }
      await page.getByText("2 éléments sélectionnés").waitFor();
    },
  },
  {
    name: "espace-recherche",
    path: council,
    act: async (page) => {
      await page.getByLabel("Chercher un nom dans tout l’espace").fill("periscolaire");
      await page.getByText("1 élément trouvé").waitFor();
    },
  },
  {
    name: "espace-deplacer",
    path: council,
    act: async (page) => {
      await page.getByRole("button", { name: "Autres actions pour Ordre du jour.odt" }).click();
      await page.getByRole("menuitem", { name: "Déplacer" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "document-pdf",
    path: `${council}/documents/${"84".padStart(32, "0")}`,
    act: (page) => page.getByText("page 1 sur 2").waitFor(),
  },
  { name: "document-versions", path: `${council}/documents/${"82".padStart(32, "0")}` },
  {
    name: "document-tableau",
    path: `${council}/documents/${"88".padStart(32, "0")}`,
    act: (page) => page.getByText("École n° 12", { exact: true }).waitFor(),
  },
  {
    name: "document-texte",
    path: `${council}/documents/${"87".padStart(32, "0")}`,
    act: (page) => page.getByRole("heading", { name: "Programme de la séance" }).waitFor(),
  },
  {
    name: "document-son",
    path: `${council}/documents/${"8a".padStart(32, "0")}`,
    act: async (page) => {
      const sound = page.locator("audio");
      await expect.poll(() => sound.evaluate((one: HTMLAudioElement) => one.duration)).toBe(1);
    },
  },
  {
    name: "document-image",
    path: `${council}/documents/${"89".padStart(32, "0")}`,
    act: (page) => page.getByRole("img", { name: "Aperçu de Plan de la salle.png" }).waitFor(),
  },
  { name: "espace-membres", path: `/espaces/${"64".padStart(32, "0")}?vue=membres` },
  { name: "espace-liens", path: `${council}?vue=liens` },
  { name: "espace-liens-vide", path: `/espaces/${"66".padStart(32, "0")}?vue=liens` },
  {
    name: "espace-liens-code",
    path: `${council}?vue=liens`,
    act: async (page) => {
      await page.getByRole("button", { name: "Autres actions pour Projet de budget supplémentaire" }).click();
      await page.getByRole("menuitem", { name: "Code QR" }).click();
      await page.getByRole("img", { name: /^Code QR du lien/ }).waitFor();
    },
  },
  {
    name: "espace-liens-fermer",
    path: `${council}?vue=liens`,
    act: async (page) => {
      await page.getByRole("button", { name: "Autres actions pour Projet de budget supplémentaire" }).click();
      await page.getByRole("menuitem", { name: "Fermer définitivement" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  { name: "espace-lien", path: `${council}/liens/${"258".padStart(32, "0")}` },
  { name: "espace-lien-suspendu", path: `${council}/liens/${"259".padStart(32, "0")}` },
  { name: "espace-lien-mauvais-destinataire", path: `${council}/liens/${"25a".padStart(32, "0")}` },
  {
    name: "partage-selection",
    path: council,
    act: async (page) => {
      for (const name of ["Ordre du jour.odt", "Budget supplémentaire – projet.ods"]) {
        await page.getByRole("checkbox", { name: `Sélectionner ${name}` }).press("Space");
      }
      await page.getByRole("button", { name: "Partager par un lien" }).waitFor();
    },
  },
  { name: "partage-dialogue", path: council, act: (page) => share(page) },
  {
    name: "partage-date",
    path: council,
    act: async (page) => {
      await share(page);
      const dialog = page.getByRole("dialog");
      await dialog.getByText("Autre date").click();
      await dialog.getByLabel("Jusqu’à quand ?").fill("2026-12-01T12:00");
      await dialog.getByText("Cette date est trop éloignée").waitFor();
    },
  },
  {
    name: "partage-pret",
    path: council,
    act: async (page) => {
      await share(page);
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: "Proposer un mot de passe" }).click();
      await dialog.getByRole("button", { name: "Créer le lien" }).click();
      await page.getByRole("dialog", { name: "Le lien est prêt" }).waitFor();
    },
  },
  { name: "lien-couverture", path: "/l/abc#secret", as: "signedOut" },
  { name: "lien-couverture-libre", path: "/l/abc#libre", as: "signedOut" },
  {
    name: "lien-mot-de-passe",
    path: "/l/abc#secret",
    as: "signedOut",
    act: async (page) => {
      await page.getByRole("textbox", { name: "Mot de passe" }).fill("faux");
      await page.getByRole("button", { name: "Ouvrir" }).click();
      await page.getByText("Ce n’est pas le bon mot de passe").first().waitFor();
    },
  },
  { name: "lien-ouvert", path: "/l/abc#libre", as: "signedOut", act: (page) => openLink(page) },
  {
    name: "lien-apercu",
    path: "/l/abc#libre",
    as: "signedOut",
    act: async (page) => {
      await openLink(page);
      await page.getByRole("button", { name: /^Aperçu : Procès-verbal/ }).click();
      await page.getByText("page 1 sur 2").waitFor();
      await page.getByText("Il reste 5 téléchargements").waitFor();
    },
  },
  {
    name: "lien-accuse",
    path: "/l/abc#libre",
    as: "signedOut",
    act: async (page) => {
      await openLink(page);
      await page.getByLabel("Vos nom et prénom").fill("Claire Morel, sous-préfecture");
      await page.getByRole("button", { name: "J’accuse réception" }).click();
      await page.getByText("Votre accusé de réception est enregistré").waitFor();
    },
  },
  {
    name: "lien-refuser",
    path: "/l/abc#secret",
    as: "signedOut",
    act: async (page) => {
      await page.getByRole("button", { name: "Je n’en suis pas le destinataire" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "lien-refuse",
    path: "/l/abc#libre",
    as: "signedOut",
    act: async (page) => {
      await openLink(page);
      await page.getByRole("button", { name: "Je n’en suis pas le destinataire" }).click();
      await page.getByRole("button", { name: "Confirmer et arrêter le lien" }).click();
      await page.getByRole("heading", { name: "C’est signalé, merci" }).waitFor();
    },
  },
  { name: "lien-expire", path: "/l/abc#expire", as: "signedOut" },
  { name: "lien-suspendu", path: "/l/abc#suspendu", as: "signedOut" },
  { name: "lien-inconnu", path: "/l/abc#inconnu", as: "signedOut" },
  { name: "lien-incomplet", path: "/l/abc", as: "signedOut" },
  { name: "espace-activite", path: `/espaces/${"64".padStart(32, "0")}?vue=activite` },
  { name: "espace-corbeille", path: `/espaces/${"64".padStart(32, "0")}?vue=corbeille` },
  {
    name: "espace-corbeille-detruire",
    path: `${council}?vue=corbeille`,
    act: async (page) => {
      await page.getByRole("button", { name: "Vider la corbeille…" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  { name: "espace-suspendu-corbeille", path: `${paused}?vue=corbeille` },
  { name: "espace-reglages", path: `${council}?vue=reglages` },
  {
    name: "espace-supprimer",
    path: `${council}?vue=reglages`,
    act: async (page) => {
      await page.getByRole("button", { name: "Supprimer l’espace…" }).click();
      await page.getByLabel("Pour confirmer, écrivez le nom de l’espace").fill("Conseil");
      await page.getByRole("button", { name: "Supprimer pour toujours" }).click();
    },
  },
  {
    name: "espace-suspendu-proprietaire",
    path: `${council}?vue=reglages`,
    act: async (page) => {
      await page.getByRole("button", { name: "Suspendre", exact: true }).click();
      await page.getByText("Cet espace est suspendu", { exact: true }).waitFor();
    },
  },
  { name: "espace-suspendu", path: paused },
  { name: "espace-suspendu-document", path: `${paused}/documents/${"84".padStart(32, "0")}` },
  { name: "espace-suspendu-reglages", path: `${paused}?vue=reglages` },
  { name: "espace-ferme", path: `/espaces/${"68".padStart(32, "0")}` },
  { name: "espace-ferme-reglages", path: `/espaces/${"68".padStart(32, "0")}?vue=reglages` },
  { name: "espace-supprime", path: `/espaces/${"69".padStart(32, "0")}` },
  { name: "accueil-reglages", path: `/espaces/${"190".padStart(32, "0")}?vue=reglages` },
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

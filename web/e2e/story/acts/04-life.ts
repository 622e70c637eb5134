import { expect } from "@playwright/test";
import { marked } from "../../support/markers";
import { accessible } from "../forms";
import type { Stage } from "../stage";

/** Clémence suspends the room and resumes it; what Hugo put in the bin she destroys; a room of hers ends for good. */
export async function life({ clemence, hugo }: Stage): Promise<void> {
  await hugo.goto("/espaces");
  await hugo.getByRole("link", { name: /^Rentrée scolaire/ }).click();
  await expect(hugo.getByRole("row", { name: /^Sélectionner inscriptions-/ })).toBeVisible();
  const room = new URL(hugo.url()).pathname;
  await clemence.goto(`${room}?vue=reglages`);
  await clemence.getByLabel("Traitement de rattachement").fill(marked("processing of a room", "Périscolaire, fiche n° 12"));
  await clemence.getByRole("button", { name: "Enregistrer" }).click();
  await expect(clemence.getByText("La description est enregistrée.").first()).toBeVisible();
  await clemence.getByRole("button", { name: "Suspendre", exact: true }).click();
  await expect(clemence.getByText("Cet espace est suspendu")).toBeVisible();
  await accessible(clemence);
  await hugo.reload();
  await expect(hugo.getByText("Un propriétaire l’a mis en pause")).toBeVisible();
  await expect(hugo.getByRole("button", { name: /^Télécharger/ })).toHaveCount(0);
  await accessible(hugo);
  await clemence.getByRole("button", { name: "Remettre en service" }).first().click();
  await expect(clemence.getByText("Cet espace est suspendu")).toHaveCount(0);

  // Hugo, a member, may put in the bin; to destroy is for owners.
  await hugo.reload();
  await hugo.getByRole("button", { name: /^Autres actions pour Cantine/ }).click();
  await hugo.getByRole("menuitem", { name: "Mettre à la corbeille" }).click();
  await hugo.getByRole("link", { name: /^Corbeille/ }).click();
  await expect(hugo.getByRole("row", { name: /Cantine/ })).toContainText("dossier de 2 documents");
  await expect(hugo.getByText("Seul un propriétaire de l’espace peut détruire")).toBeVisible();
  await clemence.goto(`${room}?vue=corbeille`);
  await clemence.getByRole("button", { name: "Vider la corbeille…" }).click();
  await accessible(clemence);
  await clemence.getByRole("button", { name: "Détruire définitivement" }).click();
  await expect(clemence.getByText("La corbeille est vide")).toBeVisible();
  await hugo.goto(`${room}?vue=activite`);
  await expect(hugo.getByText(/a détruit le dossier «\sCantine/)).toBeVisible();

  const name = marked("name of a room that ends", "Ancien projet");
  await clemence.goto("/espaces");
  await clemence.getByRole("button", { name: "Créer un espace" }).first().click();
  const dialog = clemence.getByRole("dialog");
  await dialog.getByLabel("Nom de l’espace").fill(name);
  await dialog.getByLabel("À quoi sert-il ?").fill("Essai");
  await dialog.getByRole("button", { name: "Créer l’espace" }).click();
  await clemence.getByRole("link", { name: "Réglages" }).click();
  await clemence.getByRole("button", { name: "Supprimer l’espace…" }).click();
  await clemence.getByLabel("Pour confirmer, écrivez le nom de l’espace").fill(name);
  await clemence.getByRole("button", { name: "Supprimer pour toujours" }).click();
  await expect(clemence.getByRole("heading", { level: 1, name: "Espaces" })).toBeVisible();
  await expect(clemence.getByRole("link", { name })).toHaveCount(0);
  await clemence.reload();
  await expect(clemence.getByRole("link", { name: /^Rentrée scolaire/ })).toBeVisible();
  await expect(clemence.getByRole("link", { name })).toHaveCount(0);
}

//! The page to read first, in French.

use beffroi_seal::fingerprint::Fingerprint;

use super::manifest::Manifest;
use super::names;

pub(super) struct Facts<'a> {
    pub(super) organisation: &'a str,
    pub(super) workspace: &'a str,
    pub(super) author: &'a str,
    /// Date written out.
    pub(super) date: &'a str,
    pub(super) documents: usize,
}

pub(super) fn readme(manifest: &Manifest, facts: &Facts<'_>) -> Vec<u8> {
    let Facts { organisation, workspace, author, date, documents } = facts;
    let words = Fingerprint::from_digest(manifest.fingerprint).words();
    let fingerprint = manifest.fingerprint;
    let acts = manifest.head.sequence + 1;
    let text = format!(
        "\
ARCHIVE BEFFROI
===============

Organisation : {organisation}
Espace       : {workspace}
Établie le   : {date}
Par          : {author}
Contenu      : {acts} actes signés, {documents} pièces

CONFIDENTIALITÉ
Ce fichier contient le dossier en clair et les clés qui ouvrent son journal. Ne le remettez qu’à des
personnes autorisées à lire le dossier, et conservez-le sous la même protection que le dossier lui-même.

CE QU’IL Y A DEDANS
{dossier:<32} le dossier tel que ses actes le font
{documents_dir:<32} les données des documents : notification, lettres, attestations, registre
{pieces:<32} les pièces déposées, dans chacune de leurs versions
{rules:<32} les règles et les barèmes appliqués à ce dossier
{people:<32} les noms des signataires, tels que l’annuaire les donnait
{workspace_log:<32} chaque acte, signé par son auteur et enchaîné au précédent
{organisation_log:<32} qui est qui : comptes, terminaux, droits
{keys:<32} les clés qui ouvrent le contenu des actes
{manifest_name:<32} la liste de ces fichiers et leurs empreintes
{signature:<32} la signature de la personne qui a établi l’archive

VÉRIFIER, SANS RÉSEAU ET SANS COMPTE
Page « Vérifier une archive » de Beffroi, ou en ligne de commande :

    beffroi verify archive.zip

La vérification contrôle les empreintes, chaque signature, l’enchaînement des actes, les droits de chaque
auteur au moment de son acte, et nomme le premier élément en défaut.

EMPREINTE DE L’ORGANISATION
À comparer avec une source indépendante (affiche, courrier, invitation) :

    {words}
    {fingerprint}
",
        dossier = names::DOSSIER,
        documents_dir = format!("{}/", names::DOCUMENTS),
        pieces = format!("{}/", names::PIECES),
        rules = names::RULES,
        people = names::PEOPLE,
        workspace_log = names::WORKSPACE_LOG,
        organisation_log = names::ORGANISATION_LOG,
        keys = names::KEYS,
        manifest_name = names::MANIFEST,
        signature = names::SIGNATURE,
    );
    // Windows' own editor reads these line ends, and everything else does too.
    beffroi_dossier::french::typography(&text).replace('\n', "\r\n").into_bytes()
}

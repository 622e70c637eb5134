//! What can be typed: every command, argument and option of `beffroi`.
//!
//! The sentences shown by `--help` are not here: they come from `locales/*.toml`, in the language of the
//! person ([`crate::locale`]), and a test fails when one is missing.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "beffroi", version, disable_help_subcommand = true)]
pub struct Cli {
    /// Answers as JSON, for programs.
    #[arg(long, global = true)]
    pub json: bool,
    /// Language of the messages.
    #[arg(long, global = true, value_enum)]
    pub lang: Option<Lang>,
    /// Folder where this person's keys and heads are kept.
    #[arg(long, global = true, value_name = "DIR", env = "BEFFROI_PROFILE")]
    pub profile: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Languages of the messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// French.
    Fr,
    /// English.
    En,
}

/// Commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start the server.
    Serve(Serve),
    /// Create the organisation with the one-time link.
    Init(Init),
    /// Sign in on this machine.
    Login(Login),
    /// Sign out of this machine.
    Logout,
    /// Workspaces.
    #[command(subcommand)]
    Workspace(Workspace),
    /// Put a file in a workspace.
    Put(Put),
    /// Get a document out of a workspace.
    Get(Get),
    /// Folders, places, versions, the bin.
    #[command(subcommand)]
    Document(Document),
    /// Share links: made and followed by members, opened by whoever received one.
    #[command(subcommand)]
    Link(Link),
    /// Members of a workspace.
    #[command(subcommand)]
    Member(Member),
    /// Verify an archive offline.
    Verify(Verify),
    /// Analyse logs.
    #[command(subcommand)]
    Trace(Trace),
    /// Print the completion script of a shell.
    Completions(Completions),
    /// Print the licences of the software by others that this executable carries.
    Licences,
    /// Fill an empty server with the demonstration organisation.
    #[command(hide = true)]
    DemoSeed(DemoSeed),
    /// Write the logs of an invented portal with a fault, and apart from them the truth.
    #[command(hide = true)]
    DemoLogs(DemoLogs),
}

/// `beffroi serve`
#[derive(Debug, Args)]
pub struct Serve {
    /// Configuration file.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Folder of the database and the objects.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Address to listen on.
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<String>,
}

/// `beffroi init`
#[derive(Debug, Args)]
pub struct Init {
    /// One-time link printed by the server at its first start.
    pub link: String,
    /// Name of the organisation.
    #[arg(long)]
    pub organisation: String,
    /// Time zone of the organisation.
    #[arg(long, default_value = "Europe/Paris")]
    pub zone: String,
    /// Given name of the first administrator.
    #[arg(long)]
    pub given_name: String,
    /// Family name of the first administrator.
    #[arg(long)]
    pub family_name: String,
    /// Professional e-mail of the first administrator.
    #[arg(long)]
    pub email: String,
    /// Entity (service) of the first administrator.
    #[arg(long, default_value = "")]
    pub entity: String,
    /// Read the password from this file instead of asking.
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
}

/// `beffroi login`
#[derive(Debug, Args)]
pub struct Login {
    /// Address of the server.
    pub server: String,
    /// Professional e-mail.
    #[arg(long)]
    pub email: String,
    /// Fingerprint of the organisation, to check against.
    #[arg(long, value_name = "HEX")]
    pub fingerprint: Option<String>,
    /// Read the password from this file instead of asking.
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
}

/// `beffroi workspace …`
#[derive(Debug, Subcommand)]
pub enum Workspace {
    /// Create a workspace.
    Create {
        /// Name.
        name: String,
        /// What it is for.
        #[arg(long, default_value = "")]
        purpose: String,
    },
    /// List my workspaces.
    List,
    /// Show one workspace: documents, members, activity.
    Show {
        /// Identifier or name of the workspace.
        workspace: String,
    },
    /// Only owners read, nobody writes, until it is resumed.
    Suspend {
        /// Identifier or name of the workspace.
        workspace: String,
    },
    /// End a suspension.
    Resume {
        /// Identifier or name of the workspace.
        workspace: String,
    },
    /// Nobody writes until it is reopened.
    Close {
        /// Identifier or name of the workspace.
        workspace: String,
    },
    /// Write again.
    Reopen {
        /// Identifier or name of the workspace.
        workspace: String,
    },
    /// Delete for good, with all that is in it.
    Delete {
        /// Identifier or name of the workspace.
        workspace: String,
        /// Its name once more, so that nothing is deleted by a slip.
        #[arg(long, value_name = "NAME")]
        confirm: String,
    },
}

/// `beffroi put`
#[derive(Debug, Args)]
pub struct Put {
    /// Identifier or name of the workspace.
    pub workspace: String,
    /// Files to put.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Folder of the workspace to put them in.
    #[arg(long)]
    pub folder: Option<String>,
    /// Document that gets the file as its new version.
    #[arg(long, value_name = "DOCUMENT", conflicts_with = "folder")]
    pub version_of: Option<String>,
}

/// `beffroi get`
#[derive(Debug, Args)]
pub struct Get {
    /// Identifier or name of the workspace.
    pub workspace: String,
    /// Identifiers, paths or names of the documents and folders.
    #[arg(required = true)]
    pub items: Vec<String>,
    /// Where to write it.
    #[arg(long, short, value_name = "PATH")]
    pub out: Option<PathBuf>,
    /// Number of the version; the one in force unless given.
    #[arg(long, value_name = "N")]
    pub number: Option<u32>,
}

/// `beffroi document …`
#[derive(Debug, Subcommand)]
pub enum Document {
    /// Create a folder, and those around it.
    Folder {
        /// Identifier or name of the workspace.
        workspace: String,
        /// Path of the folder.
        path: String,
    },
    /// Move documents and folders.
    Move {
        /// Identifier or name of the workspace.
        workspace: String,
        /// Identifiers, paths or names.
        #[arg(required = true)]
        items: Vec<String>,
        /// Folder where they go; `/` for the root.
        #[arg(long, value_name = "FOLDER")]
        to: String,
    },
    /// Give a document or a folder another name.
    Rename {
        /// Identifier or name of the workspace.
        workspace: String,
        /// Identifier, path or name.
        item: String,
        /// The new name.
        name: String,
    },
    /// Put documents and folders in the bin.
    Trash {
        /// Identifier or name of the workspace.
        workspace: String,
        /// Identifiers, paths or names.
        #[arg(required = true)]
        items: Vec<String>,
    },
    /// Take documents and folders out of the bin.
    Restore {
        /// Identifier or name of the workspace.
        workspace: String,
        /// Identifiers or names.
        #[arg(required = true)]
        items: Vec<String>,
    },
    /// Destroy for good what is in the bin.
    Purge {
        /// Identifier or name of the workspace.
        workspace: String,
        /// Identifiers or names.
        #[arg(required = true)]
        items: Vec<String>,
    },
    /// List the versions of a document.
    Versions {
        /// Identifier or name of the workspace.
        workspace: String,
        /// Identifier, path or name of the document.
        document: String,
    },
    /// Put an earlier version in force again.
    Revert {
        /// Identifier or name of the workspace.
        workspace: String,
        /// Identifier, path or name of the document.
        document: String,
        /// Number of the version.
        #[arg(long, value_name = "N")]
        number: u32,
    },
}

/// `beffroi link …`
#[derive(Debug, Subcommand)]
pub enum Link {
    /// Share documents by a link, and print its address.
    Create(LinkCreate),
    /// List the links of a workspace.
    List {
        /// Identifier or name of the workspace.
        workspace: String,
    },
    /// Show one link and what was done with it.
    Show {
        /// Identifier or name of the workspace.
        workspace: String,
        /// Identifier or title of the link.
        share: String,
    },
    /// Stop serving a link until it is resumed.
    Suspend {
        /// Identifier or name of the workspace.
        workspace: String,
        /// Identifier or title of the link.
        share: String,
    },
    /// Serve a suspended link again.
    Resume {
        /// Identifier or name of the workspace.
        workspace: String,
        /// Identifier or title of the link.
        share: String,
    },
    /// End a link for good.
    Close {
        /// Identifier or name of the workspace.
        workspace: String,
        /// Identifier or title of the link.
        share: String,
    },
    /// Show from whom a link comes and what for, without opening it.
    #[command(alias = "open")]
    Look {
        /// Address of the link.
        address: String,
    },
    /// Open a link that one received, and get its documents.
    Fetch(LinkFetch),
    /// Say that one is not the recipient: the link stops.
    Refuse {
        /// Address of the link.
        address: String,
        /// Who says so.
        #[arg(long, default_value = "", value_name = "NAME", alias = "name")]
        signed: String,
        /// In which words.
        #[arg(long, default_value = "")]
        text: String,
    },
}

/// `beffroi link create`
#[derive(Debug, Args)]
pub struct LinkCreate {
    /// Identifier or name of the workspace.
    pub workspace: String,
    /// Identifiers, paths or names of the documents.
    #[arg(required = true)]
    pub documents: Vec<String>,
    /// What it is about; the name of the first document unless given.
    #[arg(long, default_value = "")]
    pub title: String,
    /// Words for whoever receives it.
    #[arg(long, default_value = "")]
    pub message: String,
    /// Days until it ends.
    #[arg(long, default_value_t = 7)]
    pub days: u16,
    /// How many downloads it allows; any number unless given.
    #[arg(long, value_name = "N")]
    pub downloads: Option<u32>,
    /// Protect it with the password in this file.
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// Protect it with a password that is asked.
    #[arg(long, conflicts_with = "password_file")]
    pub password: bool,
}

/// `beffroi link fetch`
#[derive(Debug, Args)]
pub struct LinkFetch {
    /// Address of the link.
    pub address: String,
    /// Folder where the documents are written.
    #[arg(long, short, value_name = "DIR", default_value = ".")]
    pub out: PathBuf,
    /// Read the password from this file instead of asking.
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// Acknowledge receipt in this name once everything is there.
    #[arg(long, value_name = "NAME")]
    pub acknowledge: Option<String>,
}

/// `beffroi member …`
#[derive(Debug, Subcommand)]
pub enum Member {
    /// Add a person.
    Add {
        /// Identifier or name of the workspace.
        workspace: String,
        /// Professional e-mail of the person.
        email: String,
        /// Role given.
        #[arg(long, value_enum, default_value = "member")]
        role: RoleArg,
    },
    /// Change the role of a member.
    Role {
        /// Identifier or name of the workspace.
        workspace: String,
        /// Professional e-mail of the person.
        email: String,
        /// Role given.
        #[arg(value_enum)]
        role: RoleArg,
    },
    /// Remove a member and change the key of the workspace.
    Remove {
        /// Identifier or name of the workspace.
        workspace: String,
        /// Professional e-mail of the person.
        email: String,
    },
}

/// Roles as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RoleArg {
    /// propriétaire
    Owner,
    /// membre
    Member,
    /// lecteur
    Reader,
}

/// `beffroi verify`
#[derive(Debug, Args)]
pub struct Verify {
    /// Archive to verify.
    pub archive: PathBuf,
    /// Fingerprint of the organisation that must have signed.
    #[arg(long, value_name = "HEX")]
    pub fingerprint: Option<String>,
}

/// `beffroi trace …`
#[derive(Debug, Subcommand)]
pub enum Trace {
    /// Who saw whose data: logs against the table of who may see what.
    Exposure(Exposure),
}

/// `beffroi trace exposure`
#[derive(Debug, Args)]
pub struct Exposure {
    /// Log file, plain, gzip or zstd; may be given several times.
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    pub logs: Vec<PathBuf>,
    /// Which field is the time, the actor, the resource… (TOML).
    #[arg(long, value_name = "FILE")]
    pub mapping: PathBuf,
    /// Table of who may see what (CSV: resource,person,viewer,category).
    #[arg(long, value_name = "FILE")]
    pub entitlements: PathBuf,
    /// Sessions (CSV: session,account,start,end), when the log names sessions.
    #[arg(long, value_name = "FILE")]
    pub sessions: Option<PathBuf>,
    /// Result: .json or .csv; may be given twice.
    #[arg(long, required = true, value_name = "FILE")]
    pub out: Vec<PathBuf>,
    /// Number of threads (default: one for each core).
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
}

/// `beffroi completions`
#[derive(Debug, Args)]
pub struct Completions {
    /// Shell.
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// `beffroi demo-seed`
#[derive(Debug, Args)]
pub struct DemoSeed {
    /// One-time link printed by the server at its first start.
    pub link: String,
    /// Address of the server.
    #[arg(long)]
    pub server: String,
}

/// `beffroi demo-logs`
#[derive(Debug, Args)]
pub struct DemoLogs {
    /// Everything derives from it.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Records of the access log.
    #[arg(long, default_value_t = 60_000)]
    pub lines: u64,
    /// Families of the town.
    #[arg(long, default_value_t = 2_000)]
    pub families: u32,
    /// Log files: the first as it is, the second in gzip, the third in Zstandard, and so on in turn.
    #[arg(long, default_value_t = 3)]
    pub files: u32,
    /// Folder of the logs and the tables.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Where the truth is written; nowhere unless asked.
    #[arg(long, value_name = "FILE")]
    pub truth: Option<PathBuf>,
}

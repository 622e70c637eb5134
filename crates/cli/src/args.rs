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
}

/// `beffroi get`
#[derive(Debug, Args)]
pub struct Get {
    /// Identifier or name of the workspace.
    pub workspace: String,
    /// Identifier or name of the document.
    pub document: String,
    /// Where to write it.
    #[arg(long, short, value_name = "PATH")]
    pub out: Option<PathBuf>,
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

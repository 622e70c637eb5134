//! Workspaces and their members.

use beffroi_client::Role;
use beffroi_client::workspace::Described;
use beffroi_seal::id::{AccountId, WorkspaceId};
use serde::Deserialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::Core;
use crate::convert::{Outcome, arguments};

#[derive(Deserialize)]
struct CreateInput {
    name: String,
    purpose: String,
}

#[derive(Deserialize)]
struct WorkspaceInput {
    workspace: WorkspaceId,
}

#[derive(Deserialize)]
struct DescribeInput {
    workspace: WorkspaceId,
    name: String,
    purpose: String,
    processing: String,
}

#[derive(Deserialize)]
struct MemberInput {
    workspace: WorkspaceId,
    account: AccountId,
    role: Role,
}

#[derive(Deserialize)]
struct RemovalInput {
    workspace: WorkspaceId,
    account: AccountId,
}

#[wasm_bindgen]
impl Core {
    /// Every workspace of the account.
    pub async fn workspaces(&self) -> Outcome {
        let session = self.session().await?;
        self.answer(session.workspaces().await).await
    }

    /// Creates a room.
    #[wasm_bindgen(js_name = createWorkspace)]
    pub async fn create_workspace(&self, input: JsValue) -> Outcome {
        let input: CreateInput = arguments(&input)?;
        let session = self.session().await?;
        self.answer(session.create_workspace(&input.name, &input.purpose).await).await
    }

    /// A workspace, brought up to date.
    pub async fn workspace(&self, input: JsValue) -> Outcome {
        let input: WorkspaceInput = arguments(&input)?;
        let session = self.session().await?;
        self.answer(session.workspace(input.workspace).await).await
    }

    /// Says anew what a workspace is called and what it is for.
    #[wasm_bindgen(js_name = describeWorkspace)]
    pub async fn describe_workspace(&self, input: JsValue) -> Outcome {
        let input: DescribeInput = arguments(&input)?;
        let session = self.session().await?;
        let described =
            Described { name: &input.name, purpose: &input.purpose, processing: &input.processing };
        self.done(session.describe_workspace(input.workspace, &described).await).await
    }

    /// Suspends a workspace.
    #[wasm_bindgen(js_name = suspendWorkspace)]
    pub async fn suspend_workspace(&self, input: JsValue) -> Outcome {
        let WorkspaceInput { workspace } = arguments(&input)?;
        let session = self.session().await?;
        self.done(session.suspend_workspace(workspace).await).await
    }

    /// Ends a suspension.
    #[wasm_bindgen(js_name = resumeWorkspace)]
    pub async fn resume_workspace(&self, input: JsValue) -> Outcome {
        let WorkspaceInput { workspace } = arguments(&input)?;
        let session = self.session().await?;
        self.done(session.resume_workspace(workspace).await).await
    }

    /// Closes a workspace.
    #[wasm_bindgen(js_name = closeWorkspace)]
    pub async fn close_workspace(&self, input: JsValue) -> Outcome {
        let WorkspaceInput { workspace } = arguments(&input)?;
        let session = self.session().await?;
        self.done(session.close_workspace(workspace).await).await
    }

    /// Reopens a closed workspace.
    #[wasm_bindgen(js_name = reopenWorkspace)]
    pub async fn reopen_workspace(&self, input: JsValue) -> Outcome {
        let WorkspaceInput { workspace } = arguments(&input)?;
        let session = self.session().await?;
        self.done(session.reopen_workspace(workspace).await).await
    }

    /// Deletes a workspace for good.
    #[wasm_bindgen(js_name = deleteWorkspace)]
    pub async fn delete_workspace(&self, input: JsValue) -> Outcome {
        let WorkspaceInput { workspace } = arguments(&input)?;
        let session = self.session().await?;
        self.done(session.delete_workspace(workspace).await).await
    }

    /// Adds a member.
    #[wasm_bindgen(js_name = addMember)]
    pub async fn add_member(&self, input: JsValue) -> Outcome {
        let input: MemberInput = arguments(&input)?;
        let session = self.session().await?;
        self.done(session.add_member(input.workspace, input.account, input.role).await).await
    }

    /// Changes a member's role.
    #[wasm_bindgen(js_name = changeRole)]
    pub async fn change_role(&self, input: JsValue) -> Outcome {
        let input: MemberInput = arguments(&input)?;
        let session = self.session().await?;
        self.done(session.change_role(input.workspace, input.account, input.role).await).await
    }

    /// Removes a member and changes the key.
    #[wasm_bindgen(js_name = removeMember)]
    pub async fn remove_member(&self, input: JsValue) -> Outcome {
        let input: RemovalInput = arguments(&input)?;
        let session = self.session().await?;
        self.done(session.remove_member(input.workspace, input.account).await).await
    }
}

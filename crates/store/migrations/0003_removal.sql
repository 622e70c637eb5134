-- Workspaces that ended for good: what is left of them goes in its time.
ALTER TABLE workspaces ADD COLUMN deleted_at BIGINT;

/// Backups of the whole control plane in one file, and their way back. The format is told in `docs/backup.md`.
package brume.app.backup;

/// Folders and files with an owner: private, locked, secret.
package brume.base.file;

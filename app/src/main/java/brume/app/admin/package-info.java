/// The administration of the cloud itself, by HTTP: `/admin`. A dialect of our own, in the module that sees everything;
/// the commands of `./brume` are clients of it.
package brume.app.admin;

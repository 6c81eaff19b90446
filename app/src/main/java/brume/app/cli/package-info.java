/// The commands that an operator types.
package brume.app.cli;

/// The main job, gone by an ordinary client: from an empty project to a command run in a guest, and back to nothing.
package brume.app.demo;

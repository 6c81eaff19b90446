/// Programs of this machine: run to their end ([brume.host.process.Command]), or started to live apart from us
/// ([brume.host.process.Keeper]).
package brume.host.process;

/// What runs guests: QEMU, user-mode Linux, and nothing at all, held to one contract. A guest of the first two is a
/// folder with its files, a process that only sees these, and a keeper beside it; none of them needs us to live.
package brume.host.hypervisor;

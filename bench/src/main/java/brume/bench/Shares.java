package brume.bench;

import java.nio.file.Path;
import java.util.Locale;

/// Who used the CPU of a cloud, in seconds.
///
/// @param code     threads of its process that run it
/// @param compiler threads of its process that compile it
/// @param commands programs that it ran to their end
/// @param database PostgreSQL
/// @param keeper   the process beside a guest
record Shares(double code, double compiler, double commands, double database, double keeper) {
    static Shares of(long process, long postmaster) {
        double compiler = Cpu.compiling(process);
        var folder = Path.of("/proc", Long.toString(process));
        // Threads that have ended are in the process's own sum alone.
        return new Shares(
                Cpu.used(folder, 11, 12) - compiler,
                compiler,
                Cpu.used(folder, 13, 14),
                new Cpu(postmaster).seconds(),
                0);
    }

    Shares since(Shares before) {
        return new Shares(
                code - before.code,
                compiler - before.compiler,
                commands - before.commands,
                database - before.database,
                keeper - before.keeper);
    }

    Shares and(double keeperSeconds) {
        return new Shares(code, compiler, commands, database, keeper + keeperSeconds);
    }

    double seconds() {
        return code + compiler + commands + database + keeper;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "our code %.2f, its compilation %.2f, commands %.2f, PostgreSQL %.2f, keeper %.2f",
                code,
                compiler,
                commands,
                database,
                keeper);
    }
}

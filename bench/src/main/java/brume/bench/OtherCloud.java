package brume.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Somebody else's cloud, as a client with a login sees it: latencies and rates, no CPU. What is made there is deleted
/// again.
record OtherCloud(String name, Api api) {
    /// @param name        in `clouds.yaml`; `-` for the one that `OS_CLOUD` names
    /// @param environment of this process
    /// @throws Failure when it is not known, is not there, or does not let us in
    static OtherCloud of(String name, Map<String, String> environment) throws InterruptedException {
        var chosen = name.equals("-") ? environment.getOrDefault("OS_CLOUD", "") : name;
        if (chosen.isEmpty()) {
            throw new Failure(
                    "--against -, the cloud that OS_CLOUD names", "OS_CLOUD is not set", "set it, or name the cloud");
        }
        var clouds = CloudsYaml.find(environment, Path.of(""), Path.of(System.getProperty("user.home")));
        var login = clouds.login(chosen);
        try {
            return new OtherCloud(chosen, Api.of(login));
        } catch (IOException e) {
            throw new Failure(
                    "asking the cloud %s at %s".formatted(chosen, login.identity()),
                    e,
                    "see whether it runs and can be reached from here; its auth_url, cacert and verify are in "
                            + clouds.file());
        } catch (IllegalStateException e) {
            throw new Failure(
                    "the login to the cloud %s at %s".formatted(chosen, login.identity()),
                    e,
                    "look at its auth and region_name in " + clouds.file() + ", and at secure.yaml beside it");
        }
    }

    /// Puts it through the calls; what can't be measured is told in its row.
    ///
    /// @throws Failure when it has nothing to make servers of, or does not let go of what was made
    Beside measure(Predicate<Part> wanted, Rates.Patience patience, Path folder) throws InterruptedException {
        var table = new Table();
        var servers = Servers.asGuest(api);
        var subject = new Subject(table, api, servers, Optional.empty(), Optional.empty(), patience);
        try {
            prepare(servers);
            for (var part : Part.values()) if (wanted.test(part)) attempt(part, subject, folder);
        } finally {
            Program.tidy(() -> end(servers));
        }
        return new Beside(name, List.copyOf(table.rows()));
    }

    private void prepare(Servers servers) throws InterruptedException {
        try {
            servers.prepareAsGuest();
        } catch (IOException | IllegalStateException e) {
            throw new Failure(
                    "making a network for the bench in the cloud " + name,
                    e,
                    "it needs an image, a flavor, and a quota for one more network in the project of the login");
        }
    }

    private void end(Servers servers) throws InterruptedException {
        try {
            servers.end();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new Failure(
                    "deleting what the bench made in the cloud " + name,
                    e,
                    "delete its servers and its network yourself: their names begin with " + servers.mark());
        }
    }

    /// The other rows are told whatever becomes of this one: a quota may be in its way.
    private static void attempt(Part part, Subject subject, Path folder) throws InterruptedException {
        try {
            part.measure(subject, folder);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            if (Thread.interrupted()) throw new InterruptedException();
            subject.table().skip(part.word(), Failure.told(e));
        }
    }
}

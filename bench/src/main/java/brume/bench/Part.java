package brume.bench;

import java.nio.file.Path;
import java.util.Locale;

/// What can be measured by itself, in the order in which it is.
enum Part {
    START,
    LOGIN,
    SERVER,
    FLAVORS,
    IMAGES,
    NETWORKS,
    PORTS,
    PORT,
    LIST,
    CREATE,
    BURST,
    IMAGE,
    CROWD,
    STREAM,
    UML,
    QEMU;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether it is measured in somebody else's cloud without being named. A hundred servers are too many for that.
    boolean asGuest() {
        return switch (this) {
            case LOGIN, SERVER, FLAVORS, IMAGES, NETWORKS, PORTS, PORT, CREATE, IMAGE -> true;
            case START, LIST, BURST, CROWD, STREAM, UML, QEMU -> false;
        };
    }

    /// Measures it, if it is one of those that any cloud can be asked for.
    void measure(Subject subject, Path folder) throws Exception {
        var calls = new Calls(subject);
        switch (this) {
            case LOGIN -> calls.login();
            case SERVER -> calls.server();
            case FLAVORS -> calls.flavors();
            case IMAGES -> calls.images();
            case NETWORKS -> calls.networks();
            case PORTS -> calls.ports();
            case PORT -> calls.port();
            case LIST -> calls.list();
            case CREATE -> new Creates(subject).one();
            case IMAGE -> new Images(subject, folder).measure();
            case BURST, START, CROWD, STREAM, UML, QEMU -> {}
        }
    }
}

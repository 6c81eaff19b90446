package brume.torture;

import java.util.List;

/// One request of a client that a journal remembers.
///
/// @param number    of the client's steps, from 1
/// @param key       the client's own word for the thing: used once, and shown by the cloud's lists
/// @param id        the cloud's; empty while it is not known
/// @param within    keys of what takes it along when it is deleted
/// @param attribute that is to change; else empty
/// @param value     what it is to become
record Step(
        long number,
        What what,
        Kind kind,
        String key,
        String id,
        List<String> within,
        String attribute,
        String value,
        String method,
        String path) {
    enum What {
        CREATE,
        CHANGE,
        DELETE
    }
}

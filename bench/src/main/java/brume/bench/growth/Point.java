package brume.bench.growth;

import java.time.Instant;

/// What was measured with one number of hosts.
///
/// @param heapMiB              live objects of the control alone, after a collection
/// @param postgresMiB          memory of PostgreSQL, shared pages counted once
/// @param fleetMiB             live objects of the simulated hosts, which are in the same process
/// @param enrolSeconds         all hosts say their first hello at once
/// @param enrolMillisCpu       CPU of that for each host
/// @param toldSeconds          all hosts greet with empty hands, are told all that they hold, make it and say so
/// @param toldMillisCpu        CPU of that for each host
/// @param idleShare            of one core, while all hosts beat and nothing else happens
/// @param beatsPerSecond       of all hosts
/// @param hosts100Millis       a page of 100 hosts with details
/// @param hosts1000Millis      a page of 1,000
/// @param servicesMillis       all hosts in one answer, as `os-services` has no pages
/// @param instances100Millis   a page of 100 instances with details
/// @param instances1000Millis  a page of 1,000
/// @param deepMillis           the page of 100 in the middle
/// @param placementsPerSecond  in requests of ten, all of them active at the end, while all hosts beat
/// @param placementMillis      the median of these requests
/// @param placementMillisCpu   CPU of one placement
/// @param singlesPerSecond     as placements, in single requests
/// @param singleMillis         the median of these
/// @param singleMillisCpu      CPU of one
/// @param wideHosts           that carry one network
/// @param plugMillis          one more card on it: from the request until all these hosts have said that they know it
/// @param plugMillisCpu       CPU of that
/// @param reconnectSeconds     a new control plane over the same database: all hosts greet and tell all they hold
/// @param reconnectMillisCpu   CPU of that for each host
/// @param load                 of the machine, before the measurement
record Point(
        int hosts,
        int guests,
        double heapMiB,
        double postgresMiB,
        double fleetMiB,
        double databaseMiB,
        double enrolSeconds,
        double enrolMillisCpu,
        double toldSeconds,
        double toldMillisCpu,
        double idleShare,
        double beatsPerSecond,
        double hosts100Millis,
        double hosts1000Millis,
        double servicesMillis,
        double instances100Millis,
        double instances1000Millis,
        double deepMillis,
        double placementsPerSecond,
        double placementMillis,
        double placementMillisCpu,
        double singlesPerSecond,
        double singleMillis,
        double singleMillisCpu,
        int wideHosts,
        double plugMillis,
        double plugMillisCpu,
        double reconnectSeconds,
        double reconnectMillisCpu,
        double load,
        Instant at) {}

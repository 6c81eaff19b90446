package brume.bench.growth;

/// What is asked of clouds with more and more instances. `{middle}` is an instance in the middle of the list, `{mine}`
/// one
/// in the middle of the project's, `{port}` one of its ports' instances.
enum Asked {
    ONE("one instance", "/compute/v2.1/servers/{mine}"),
    MINE("a project's first 100 instances, with details", "/compute/v2.1/servers/detail?limit=100"),
    MINE_FROM_THE_MIDDLE("the 100 from the middle of them", "/compute/v2.1/servers/detail?limit=100&marker={mine}"),
    MINE_BY_NAME(
            "a project's first 100, sorted by name", "/compute/v2.1/servers/detail?limit=100&sort_key=display_name"),
    ALL("the first 100 of all", "/compute/v2.1/servers/detail?all_tenants=1&limit=100"),
    ALL_FROM_THE_MIDDLE(
            "100 from the middle of all", "/compute/v2.1/servers/detail?all_tenants=1&limit=100&marker={middle}"),
    ALL_ACTIVE("the first 100 that are ACTIVE", "/compute/v2.1/servers/detail?all_tenants=1&limit=100&status=ACTIVE"),
    ALL_FAILED(
            "those in ERROR, of whom there are none",
            "/compute/v2.1/servers/detail?all_tenants=1&limit=100&status=ERROR"),
    ALL_BY_NAME(
            "the first 100 of all, sorted by name",
            "/compute/v2.1/servers/detail?all_tenants=1&limit=100&sort_key=display_name"),
    PORTS("a project's first 100 ports", "/network/v2.0/ports?limit=100&project_id={project}"),
    PORTS_OF_ONE("ports of one instance", "/network/v2.0/ports?device_id={mine}"),
    STUCK("what is past its deadline: nothing", "/admin/stuck"),
    NETWORKS("a project's networks", "/network/v2.0/networks?limit=100&project_id={project}");

    private final String words;
    private final String path;

    Asked(String words, String path) {
        this.words = words;
        this.path = path;
    }

    String words() {
        return words;
    }

    String path() {
        return path;
    }
}

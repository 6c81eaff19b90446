package brume.e2e.doors;

/// In what way a request is bad; the record of a run counts by it.
enum Evil {
    VALUE("one value of a body"),
    MEMBER("a member too few or too many"),
    WHOLE("a body as a whole: depth, size, encoding"),
    TYPE("a content type, wrong or missing"),
    PACKED("gzip and zip, bombs too"),
    PATH("a segment of a path, ids of other kinds"),
    SHAPE("a path as a whole"),
    METHOD("a method"),
    QUERY("a query"),
    VERSION("a version"),
    HEADER("other headers, twice too"),
    FRAMING("broken HTTP, smuggling"),
    DOUBTFUL("what only a handler can refuse");

    private final String told;

    Evil(String told) {
        this.told = told;
    }

    @Override
    public String toString() {
        return told;
    }
}

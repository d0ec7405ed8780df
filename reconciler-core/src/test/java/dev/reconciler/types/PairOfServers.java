package dev.reconciler.types;

/** The servers of a pipeline. */
record PairOfServers(Server source, Server target) {
    boolean isBetweenEngines() {
        return (source == Server.POSTGRESQL) != (target == Server.POSTGRESQL);
    }

    String label() {
        return source.label() + " → " + target.label();
    }

    @Override
    public String toString() {
        return label();
    }
}

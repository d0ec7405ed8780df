package dev.reconciler.contract;

import dev.reconciler.testing.ControlStore;

/** A contract of one of the stores in the control database. */
public abstract class ControlStoreContract {
    protected final ControlStore store = open();

    /** A fresh control database of the engine. */
    protected abstract ControlStore open();
}

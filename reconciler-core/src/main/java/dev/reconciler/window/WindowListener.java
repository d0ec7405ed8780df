package dev.reconciler.window;

/** Receives the steps of a window's opening; tests force interleavings here. */
public interface WindowListener {
    WindowListener NONE = new WindowListener() {};

    default void pinned() {}

    default void sourceSnapshotTaken() {}

    default void highNoted() {}

    default void targetSnapshotTaken() {}

    /** The window is open, its keys in doubt are known, nothing of it is read yet. */
    default void opened(Window window) {}
}

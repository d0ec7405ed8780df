package dev.reconciler.window;

/** Told how far a window's opening is; tests force interleavings here. */
public interface WindowListener {
    WindowListener NONE = new WindowListener() {};

    default void pinned() {}

    default void sourceSnapshotTaken() {}

    default void highNoted() {}

    default void targetSnapshotTaken() {}

    /** The window is open, its keys in doubt are known, nothing of it is read yet. */
    default void opened(Window window) {}
}

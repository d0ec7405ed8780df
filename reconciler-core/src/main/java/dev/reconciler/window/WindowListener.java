package dev.reconciler.window;

/** Told how far a window's opening is; tests force interleavings here. */
public interface WindowListener {
    WindowListener NONE = new WindowListener() {};

    default void pinned() {}

    default void sourceSnapshotTaken() {}

    default void highNoted() {}

    default void targetSnapshotTaken() {}
}

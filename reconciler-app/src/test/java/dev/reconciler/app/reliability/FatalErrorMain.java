package dev.reconciler.app.reliability;

import dev.reconciler.app.background.FatalError;

/** A process in which a worker thread dies of an error, while the main thread waits. */
final class FatalErrorMain {
    private FatalErrorMain() {}

    public static void main(String[] args) throws InterruptedException {
        FatalError.endsTheProcess();
        Thread worker = new Thread(FatalErrorMain::fail, "worker");
        worker.setDaemon(true);
        worker.start();
        worker.join();
        System.out.println("the main thread went on");
    }

    private static void fail() {
        throw new LinkageError("a class is damaged");
    }
}

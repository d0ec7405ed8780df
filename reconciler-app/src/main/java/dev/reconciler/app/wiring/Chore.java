package dev.reconciler.app.wiring;

import org.slf4j.Logger;

/** Something done again and again, whose failures must neither end it nor fill the log. */
final class Chore implements Runnable {
    private final String what;
    private final Runnable work;
    private final Logger log;
    private boolean failing;

    Chore(String what, Runnable work, Logger log) {
        this.what = what;
        this.work = work;
        this.log = log;
    }

    @Override
    public void run() {
        try {
            work.run();
            if (failing) {
                log.info("could {} again", what);
            }
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                log.warn("could not {}; trying again: {}", what, e.getMessage());
            }
            failing = true;
        }
    }
}

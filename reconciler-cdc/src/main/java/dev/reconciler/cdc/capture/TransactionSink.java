package dev.reconciler.cdc.capture;

import dev.reconciler.cdc.change.SourceTransaction;

/** Receives transactions on the stream's own thread. */
public interface TransactionSink {
    /** Accepts the transaction; blocks while the sink is full (the stream then stops reading). */
    void accept(SourceTransaction transaction) throws InterruptedException;

    /** The stream failed and delivers no more transactions until it is restarted. */
    void failed(Throwable cause);
}

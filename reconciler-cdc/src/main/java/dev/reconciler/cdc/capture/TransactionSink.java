package dev.reconciler.cdc.capture;

import dev.reconciler.cdc.change.SourceTransaction;

/** Takes transactions from the stream's own thread. */
public interface TransactionSink {
    /** Takes the transaction over; blocks while there is no room (the stream then stops reading). */
    void accept(SourceTransaction transaction) throws InterruptedException;

    /** The stream broke and will deliver nothing more until it is started again. */
    void failed(Throwable cause);
}

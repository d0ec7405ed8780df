package dev.reconciler.review;

/** Another reviewer has claimed the item; nothing was written. */
public final class ClaimedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ClaimedException(Claim claim) {
        super(claim.discrepancy() + " is claimed by " + claim.reviewer() + " until " + claim.until());
    }
}

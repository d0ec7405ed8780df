package dev.reconciler.bench.lab.load;

import dev.reconciler.bench.lab.shop.RowWrite;
import dev.reconciler.bench.lab.shop.ShopTable;
import dev.reconciler.bench.lab.shop.TargetRows;
import dev.reconciler.row.RowKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * A transaction of an application that writes both sides: the target must have each row that the transaction leaves in the
 * source. Usually the source commits first; sometimes the target does.
 */
final class DualTransaction implements BusinessTransaction {
    private final Connection source;
    private final TargetWriter target;
    private final RandomGenerator deliveries;
    private final Set<SourceRow> rows = new LinkedHashSet<>();

    DualTransaction(Connection source, TargetWriter target, RandomGenerator deliveries) {
        this.source = source;
        this.target = target;
        this.deliveries = deliveries;
    }

    private record SourceRow(ShopTable table, RowKey key) {}

    @Override
    public void wrote(String sourceTable, Object... key) {
        List<String> parts = Stream.of(key).map(Object::toString).toList();
        rows.add(new SourceRow(ShopTable.ofSource(sourceTable), new RowKey(parts)));
    }

    @Override
    public void commit() throws SQLException, InterruptedException {
        List<RowWrite> writes = new ArrayList<>();
        for (SourceRow row : rows) {
            writes.add(row.table().read(source, row.key()));
        }
        rows.clear();
        if (writes.isEmpty()) {
            source.commit();
            return;
        }
        Delivery delivery = Delivery.next(deliveries);
        if (delivery.targetFirst()) {
            await(writes, delivery);
            target.rest(delivery.delay());
            source.commit();
        } else {
            source.commit();
            submit(writes, delivery);
        }
    }

    private void await(List<RowWrite> writes, Delivery delivery) throws InterruptedException {
        try {
            submit(writes, delivery).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the target could not be written first", e);
        }
    }

    private CompletableFuture<Void> submit(List<RowWrite> writes, Delivery delivery) {
        return target.submit(
                TargetWriter.concerned(writes), delivery, connection -> new TargetRows(connection).save(writes));
    }
}

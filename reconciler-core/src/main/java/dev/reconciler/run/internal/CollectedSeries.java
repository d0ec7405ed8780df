package dev.reconciler.run.internal;

import dev.reconciler.row.TenantId;
import dev.reconciler.verify.anomaly.Scale;
import dev.reconciler.verify.anomaly.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Points by measure and tenant; the series are in the order of their first points. */
final class CollectedSeries {
    private record Name(String measure, Scale scale, TenantId tenant) {}

    private final Map<Name, List<Series.Point>> points = new LinkedHashMap<>();

    void add(String measure, Scale scale, String tenant, Series.Point point) {
        points.computeIfAbsent(new Name(measure, scale, new TenantId(tenant)), name -> new ArrayList<>())
                .add(point);
    }

    List<Series> of(String table) {
        List<Series> series = new ArrayList<>();
        points.forEach(
                (name, each) -> series.add(new Series(name.measure(), name.scale(), table, name.tenant(), each)));
        return series;
    }
}

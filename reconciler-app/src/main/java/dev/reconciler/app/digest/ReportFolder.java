package dev.reconciler.app.digest;

import dev.reconciler.app.http.JsonBody;
import dev.reconciler.app.report.Document;
import dev.reconciler.app.web.ReportHtml;
import dev.reconciler.report.DailyReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A folder that gets an HTML and a JSON file for each day. A file is complete as soon as it has its name. */
public final class ReportFolder implements Receiver {
    private final Path folder;

    public ReportFolder(Path folder) {
        this.folder = folder;
    }

    @Override
    public String step() {
        return "report-directory";
    }

    @Override
    public void receive(DailyReport report, Document document) {
        String name = report.heading().pipeline() + "-daily-" + report.day().date();
        try {
            Files.createDirectories(folder);
            write(name + ".html", ReportHtml.of(document).getBytes(StandardCharsets.UTF_8));
            write(name + ".json", JsonBody.json(report));
        } catch (IOException e) {
            throw new NotDeliveredException(
                    "reports.directory " + folder + " can't be written (" + e + ")",
                    "make it writable for the daemon's user, and check its free space",
                    e);
        }
    }

    private void write(String name, byte[] content) throws IOException {
        Path unfinished = folder.resolve("." + name + ".unfinished");
        Files.write(unfinished, content);
        Files.move(unfinished, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
}

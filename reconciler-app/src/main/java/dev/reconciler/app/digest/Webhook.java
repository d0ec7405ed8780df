package dev.reconciler.app.digest;

import dev.reconciler.app.config.Secret;
import dev.reconciler.app.http.JsonBody;
import dev.reconciler.app.report.Document;
import dev.reconciler.app.report.Markdown;
import dev.reconciler.report.DailyReport;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * A URL to which the report is posted as JSON: the figures, and the document as Markdown. Redirects are not followed. No message
 * holds the URL's path, which may be a secret.
 */
public final class Webhook implements Receiver {
    private static final String ACTION = "check reports.webhook and its server";

    private final URI url;
    private final Duration timeout;
    private final HttpClient client;

    /** @param timeout for connecting, and for the answer's status; its content is not read */
    public Webhook(Secret url, Duration timeout) {
        this.url = URI.create(url.reveal());
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @Override
    public String step() {
        return "report-webhook";
    }

    /** @param text the document as Markdown */
    record Message(String title, String text, DailyReport report) {}

    @Override
    public void receive(DailyReport report, Document document) {
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(
                        JsonBody.json(new Message(document.title(), Markdown.of(document), report))))
                .build();
        try {
            // The client's timeout ends with the headers: a server that never ends its content would hold this thread.
            HttpResponse<InputStream> answer = client.send(request, BodyHandlers.ofInputStream());
            answer.body().close();
            int status = answer.statusCode();
            if (status < 200 || status > 299) {
                throw new NotDeliveredException(url.getHost() + " answered with status " + status, ACTION);
            }
        } catch (IOException e) {
            throw new NotDeliveredException(url.getHost() + " could not be reached (" + e + ")", ACTION, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotDeliveredException("the daemon ended during the delivery", ACTION, e);
        }
    }
}

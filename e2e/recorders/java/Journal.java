import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What the program knows that it did, one JSON object a line: see ../README.md. */
final class Journal {
    private static final PrintStream OUT = open(System.getenv("JOURNAL"));

    private static PrintStream open(String path) {
        try {
            return new PrintStream(new FileOutputStream(path, true), true, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void line(String format, Object... values) {
        synchronized (OUT) {
            OUT.println(String.format(format, values));
        }
    }

    static void span(String order, Span span) {
        SpanContext context = span.getSpanContext();
        line("{\"made\":\"span\",\"order\":\"%s\",\"trace\":\"%s\",\"span\":\"%s\",\"sampled\":%s}", order, context.getTraceId(), context.getSpanId(), context.isSampled());
    }

    /** because: coordinates of the message that led to it; under: whose the context was from which it was sent. */
    static void message(String order, String at, String because, String under) {
        line("{\"made\":\"message\",\"order\":\"%s\",\"at\":\"%s\",\"because\":%s,\"under\":\"%s\"}", order, at, because == null ? "null" : '"' + because + '"', under);
    }

    /** The message was handed to the span that is current. */
    static void handled(String order, String at, String group, boolean failed) {
        SpanContext context = Span.current().getSpanContext();
        line("{\"made\":\"handled\",\"order\":\"%s\",\"at\":\"%s\",\"group\":\"%s\",\"trace\":\"%s\",\"span\":\"%s\",\"sampled\":%s,\"failed\":%s}", order, at, group, context.getTraceId(), context.getSpanId(), context.isSampled(), failed);
    }
}

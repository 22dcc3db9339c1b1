import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringSerializer;

/** The orders of the scenario (../README.md), their messages, and the checkout that makes them. */
final class Orders {
    static final String CREATED = "orders.created";
    static final String PAYMENTS = "payments";
    static final String SHIPMENTS = "shipments";
    static final String DUPLICATE = "o-051";
    static final String FAILS_ONCE = "o-052";
    static final String FAILS = "o-053";
    static final String DELETED = "o-054";
    static final String UNSAMPLED = "o-055";
    static final boolean CORRELATED = "1".equals(System.getenv("CORRELATED"));
    static final String BROKERS = System.getenv("BROKERS");

    private static final KafkaProducer<String, String> PRODUCER = producer();
    private static final Set<String> DONE = ConcurrentHashMap.newKeySet();

    private static KafkaProducer<String, String> producer() {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", BROKERS);
        settings.put("linger.ms", "0");
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    interface Sender {
        RecordMetadata send(ProducerRecord<String, String> record) throws Exception;
    }

    /** Kafka's own producer, unless a framework's way to it is what is recorded. */
    static Sender sender = record -> PRODUCER.send(record).get();

    /** Waits for the broker's answer, and notes what it says. */
    static void send(ProducerRecord<String, String> record, String because, String under) {
        try {
            RecordMetadata at = sender.send(record);
            Journal.message(record.key(), at.topic() + "/" + at.partition() + "/" + at.offset(), because, under);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** messageId: null for a new one. */
    static ProducerRecord<String, String> message(String topic, String type, String order, String correlationId, String messageId) {
        String value = type.endsWith(".deleted") ? null : "{\"orderId\":\"" + order + "\",\"amount\":" + Integer.parseInt(order.substring(2)) * 10 + "}";
        ProducerRecord<String, String> record = new ProducerRecord<>(topic, order, value);
        header(record, "message-id", messageId == null ? UUID.randomUUID().toString() : messageId);
        header(record, "event-type", type);
        if (correlationId != null) header(record, "correlation-id", correlationId);
        return record;
    }

    static void header(ProducerRecord<String, String> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    static String header(Iterable<Header> headers, String name) {
        String last = null;
        for (Header header : headers) if (header.key().equals(name)) last = new String(header.value(), StandardCharsets.UTF_8);
        return last;
    }

    static String newCorrelationId() {
        return CORRELATED ? UUID.randomUUID().toString() : null;
    }

    /** One request of a customer. */
    static void checkout(String order) {
        Context parent = order.equals(UNSAMPLED) ? unsampled() : Context.root();
        Span request = GlobalOpenTelemetry.getTracer("recorder").spanBuilder("POST /orders").setParent(parent).setSpanKind(SpanKind.SERVER).startSpan();
        try (Scope scope = request.makeCurrent()) {
            Journal.span(order, request);
            String correlationId = newCorrelationId();
            send(message(CREATED, "order.created", order, correlationId, null), null, "one");
            if (order.equals(DELETED)) {
                until(() -> isDone(order));
                send(message(CREATED, "order.deleted", order, correlationId, null), null, "one");
                until(() -> isDone(order + " deleted"));
            }
        } finally {
            request.end();
        }
    }

    private static Context unsampled() {
        String trace = UUID.randomUUID().toString().replace("-", "");
        return Context.root().with(Span.wrap(SpanContext.createFromRemoteParent(trace, trace.substring(0, 16), TraceFlags.getDefault(), TraceState.getDefault())));
    }

    static void done(String order) {
        DONE.add(order);
    }

    static boolean isDone(String order) {
        return DONE.contains(order);
    }

    static List<String> names(int first, int last) {
        return java.util.stream.IntStream.rangeClosed(first, last).mapToObj(n -> String.format("o-%03d", n)).toList();
    }

    static void untilAllDone(List<String> orders) {
        until(() -> DONE.containsAll(orders));
    }

    static void until(BooleanSupplier isSo) {
        for (long end = System.currentTimeMillis() + 60_000; !isSo.getAsBoolean(); ) {
            if (System.currentTimeMillis() > end) throw new IllegalStateException("nothing more happens; done: " + DONE);
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** After the fifty that wait for their consumers: the special ones, each alone, and five at once. */
    static void checkoutTheRest() {
        for (String order : names(51, 55)) {
            checkout(order);
            until(() -> isDone(order));
        }
        names(56, 60).forEach(Orders::checkout);
        untilAllDone(names(56, 60));
    }

    static void close() {
        PRODUCER.close();
    }
}

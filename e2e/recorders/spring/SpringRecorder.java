import io.micrometer.observation.ObservationRegistry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.DltHandler;
import org.springframework.kafka.annotation.EnableKafkaRetryTopic;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.support.ProducerListener;
import org.springframework.retry.annotation.Backoff;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.util.backoff.FixedBackOff;

/** Spring Kafka: LISTENER=single, batch or retryable. */
@Configuration
@EnableKafkaRetryTopic
public class SpringRecorder {
    static final String LISTENER = System.getenv("LISTENER");
    static final Set<String> PAID = ConcurrentHashMap.newKeySet();
    /** The message that the framework publishes again when the one at work fails: which one that was, by order. */
    static final Map<String, String> LAST_HANDLED = new ConcurrentHashMap<>();

    public static void main(String[] args) {
        run(SpringRecorder.class);
    }

    static void run(Class<?>... configuration) {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(configuration)) {
            if (context.getBeanProvider(ObservationRegistry.class).getIfAvailable() != null) Orders.sender = observedSender(context);
            Orders.names(1, 50).forEach(Orders::checkout);
            KafkaListenerEndpointRegistry registry = context.getBean(KafkaListenerEndpointRegistry.class);
            start(registry, "payment");
            Orders.until(() -> PAID.containsAll(Orders.names(1, 50)));
            start(registry, "shipping");
            Orders.untilAllDone(Orders.names(1, 50));
            Orders.checkoutTheRest();
        }
        Orders.close();
    }

    /** What is observed is what goes over a template; over one of our own, since what the framework sends by its own is noted. */
    @SuppressWarnings("unchecked")
    private static Orders.Sender observedSender(AnnotationConfigApplicationContext context) {
        KafkaTemplate<String, String> template = new KafkaTemplate<>(context.getBean(KafkaTemplate.class).getProducerFactory());
        template.setObservationEnabled(true);
        template.setApplicationContext(context);
        template.afterSingletonsInstantiated();
        return record -> template.send(record).get().getRecordMetadata();
    }

    /** With a retryable listener, its retry topics' containers too. */
    private static void start(KafkaListenerEndpointRegistry registry, String id) {
        registry.getListenerContainerIds().stream().filter(name -> name.startsWith(id)).forEach(name -> registry.getListenerContainer(name).start());
    }

    @Bean
    DefaultKafkaConsumerFactory<String, String> consumerFactory() {
        return new DefaultKafkaConsumerFactory<>(Map.of("bootstrap.servers", Orders.BROKERS, "auto.offset.reset", "earliest", "fetch.max.wait.ms", "100"), new StringDeserializer(), new StringDeserializer());
    }

    /** What the framework writes by itself (retries, dead letters) is noted when the broker has it. */
    @Bean
    KafkaTemplate<String, String> kafkaTemplate(ObjectProvider<ObservationRegistry> observations) {
        KafkaTemplate<String, String> template = new KafkaTemplate<>(new DefaultKafkaProducerFactory<>(Map.of("bootstrap.servers", Orders.BROKERS), new StringSerializer(), new StringSerializer()));
        template.setObservationEnabled(observations.getIfAvailable() != null);
        template.setProducerListener(new ProducerListener<>() {
            @Override
            public void onSuccess(org.apache.kafka.clients.producer.ProducerRecord<String, String> record, RecordMetadata at) {
                Journal.message(record.key(), at.topic() + "/" + at.partition() + "/" + at.offset(), LAST_HANDLED.get(record.key()), "copy");
                if (!LISTENER.equals("retryable")) Orders.done(record.key());
            }
        });
        return template;
    }

    @Bean
    ConcurrentKafkaListenerContainerFactory<String, String> kafkaListenerContainerFactory(KafkaTemplate<String, String> template, ObjectProvider<ObservationRegistry> observations) {
        ConcurrentKafkaListenerContainerFactory<String, String> factory = new ConcurrentKafkaListenerContainerFactory<>();
        factory.setConsumerFactory(consumerFactory());
        factory.setBatchListener(LISTENER.equals("batch"));
        factory.setAutoStartup(false);
        factory.getContainerProperties().setObservationEnabled(observations.getIfAvailable() != null);
        if (!LISTENER.equals("retryable")) {
            DeadLetterPublishingRecoverer recoverer = new DeadLetterPublishingRecoverer(template, (record, error) -> new TopicPartition("payments.shipping.dlq", -1));
            factory.setCommonErrorHandler(new DefaultErrorHandler(recoverer, new FixedBackOff(50, 1)));
        }
        return factory;
    }

    @Bean
    TaskScheduler scheduler() {
        return new ThreadPoolTaskScheduler();
    }

    @Bean
    Object listeners() {
        return switch (LISTENER) {
            case "batch" -> new BatchListeners();
            case "retryable" -> new RetryableListeners();
            default -> new SingleListeners();
        };
    }

    static class SingleListeners {
        @KafkaListener(id = "payment", topics = Orders.CREATED)
        void payment(ConsumerRecord<String, String> record) {
            pay(record, "one");
        }

        @KafkaListener(id = "shipping", topics = Orders.PAYMENTS)
        void shipping(ConsumerRecord<String, String> record) {
            ship(record, "shipping", "one");
        }
    }

    static class BatchListeners {
        @KafkaListener(id = "payment", topics = Orders.CREATED)
        void payment(List<ConsumerRecord<String, String>> records) {
            String under = underOf(records);
            records.forEach(record -> pay(record, under));
        }

        @KafkaListener(id = "shipping", topics = Orders.PAYMENTS)
        void shipping(List<ConsumerRecord<String, String>> records) {
            String under = underOf(records);
            records.forEach(record -> ship(record, "shipping", under));
        }
    }

    static class RetryableListeners {
        @KafkaListener(id = "payment", topics = Orders.CREATED)
        void payment(ConsumerRecord<String, String> record) {
            pay(record, "one");
        }

        @RetryableTopic(attempts = "2", backoff = @Backoff(delay = 200), autoCreateTopics = "false", retryTopicSuffix = "-retry", autoStartDltHandler = "false")
        @KafkaListener(id = "shipping", topics = Orders.PAYMENTS)
        void shipping(ConsumerRecord<String, String> record) {
            ship(record, record.topic().equals(Orders.PAYMENTS) ? "shipping" : "shipping-retry", "one");
        }

        @DltHandler
        void dead(ConsumerRecord<String, String> record) {
            Journal.handled(record.key(), at(record), "shipping-dlt", false);
            Orders.done(record.key());
        }
    }

    private static String underOf(List<ConsumerRecord<String, String>> records) {
        return records.size() == 1 ? "one" : "several";
    }

    private static String at(ConsumerRecord<String, String> record) {
        return record.topic() + "/" + record.partition() + "/" + record.offset();
    }

    private static void pay(ConsumerRecord<String, String> record, String under) {
        String order = record.key();
        Journal.handled(order, at(record), "payment", false);
        if (record.value() == null) {
            Orders.done(order + " deleted");
            return;
        }
        String id = UUID.randomUUID().toString();
        for (int copies = order.equals(Orders.DUPLICATE) ? 2 : 1; copies > 0; copies--) {
            Orders.send(Orders.message(Orders.PAYMENTS, "payment.completed", order, Orders.header(record.headers(), "correlation-id"), id), at(record), under);
        }
        PAID.add(order);
    }

    private static final Map<String, Integer> ATTEMPTS = new HashMap<>();
    private static final Set<String> SHIPPED = new HashSet<>();
    private static final Map<String, Integer> HANDLED = new HashMap<>();

    private static void ship(ConsumerRecord<String, String> record, String group, String under) {
        String order = record.key();
        boolean fails = order.equals(Orders.FAILS) || (order.equals(Orders.FAILS_ONCE) && ATTEMPTS.merge(order, 1, Integer::sum) == 1);
        Journal.handled(order, at(record), group, fails);
        LAST_HANDLED.put(order, at(record));
        if (fails) throw new IllegalStateException("no such address");
        // What came twice is shipped once.
        if (SHIPPED.add(Orders.header(record.headers(), "message-id"))) {
            Orders.send(Orders.message(Orders.SHIPMENTS, "shipment.created", order, Orders.header(record.headers(), "correlation-id"), null), at(record), under);
        }
        if (HANDLED.merge(order, 1, Integer::sum) == (order.equals(Orders.DUPLICATE) ? 2 : 1)) Orders.done(order);
    }
}

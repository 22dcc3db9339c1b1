/** Stack traces as each language writes them. */

export const JAVA = `org.springframework.kafka.listener.ListenerExecutionFailedException: Listener method threw exception; nested exception is shop.PaymentFailed
	at org.springframework.kafka.listener.adapter.MessagingMessageListenerAdapter.invokeHandler(MessagingMessageListenerAdapter.java:512)
	at java.base/java.util.concurrent.FutureTask.run(FutureTask.java:317)
	at java.base/java.lang.Thread.run(Thread.java:840)
	Suppressed: org.springframework.kafka.listener.ListenerExecutionFailedException: Restored Stack Trace
		at org.springframework.kafka.listener.adapter.InvocableHandlerMethod.doInvoke(InvocableHandlerMethod.java:169)
Caused by: shop.PaymentFailed: order 4711
could not be paid
	at shop.Orders.handle(Orders.java:18)
	at shop.Orders$$SpringCGLIB$$0.handle(<generated>)
	... 14 more
Caused by: java.lang.NullPointerException: Cannot invoke "String.length()" because "currency" is null
	at java.base/java.util.Optional.map(Optional.java:260)
	at shop.Pay.lambda$charge$3(Pay.java:41) ~[shop.jar:1.2]
	at shop.Pay.charge(Pay.java:39)
	... 17 common frames omitted
`;

export const NODE = `PaymentFailed: order 4711 could not be paid
    at handle (/app/(orders)/orders.js:18:9)
    at async Promise.all (index 0)
    at async Runner.processEachMessage (/app/node_modules/kafkajs/src/consumer/runner.js:231:9) {
  orderId: '4711',
  [cause]: TypeError: Cannot read properties of null (reading 'currency')
      at charge (/app/pay.js:41:12)
      at new Payment (file:///app/payment.mjs:3:1)
      at Array.map (<anonymous>)
      at /app/orders.js:17:3
      at process.processTicksAndRejections (node:internal/process/task_queues:105:5)
}`;

export const PYTHON = `Traceback (most recent call last):
  File "/usr/lib/python3.12/site-packages/faust/agents.py", line 18, in run
    await self.handle(event)
  File "/app/orders.py", line 18, in handle
    charge(order)
  File "/app/pay.py", line 41, in charge
    return order['currency']
           ~~~~~^^^^^^^^^^^^
KeyError: 'currency'

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/orders.py", line 20, in handle
    raise PaymentFailed(order.id) from error
shop.errors.PaymentFailed: order 4711
could not be paid
`;

export const DOTNET = `MassTransit.ConsumerException: The consumer failed
 ---> System.NullReferenceException: Object reference not set to an instance of an object.
   at System.String.Concat(String a, String b)
   at Shop.Pay.<ChargeAsync>d__5.MoveNext() in /src/Pay.cs:line 41
--- End of stack trace from previous location where exception was thrown ---
   at Shop.Orders.<>c__DisplayClass5_0.<Handle>b__0(Order order) in /src/Orders.cs:line 18
   --- End of inner exception stack trace ---
   at MassTransit.Pipeline.Send(ConsumeContext context)
   at Shop.Program.Main()
`;

export const GO_PANIC = `panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x48f2b4]

goroutine 1 [running]:
main.(*Pay).Charge(0x0, {0xc000012345, 0x4})
	/app/pay.go:41 +0x1d
net/http.HandlerFunc.ServeHTTP(0xc0000b2000?)
	/usr/local/go/src/net/http/server.go:2136 +0x29
created by main.main in goroutine 1
	/app/main.go:10 +0x2b

goroutine 7 [select]:
main.other()
	/app/other.go:7 +0x1
`;

export const GO_ERROR = `no currency
shop.io/pay.Charge.func1
	/build/pay/pay.go:41
runtime.goexit
	/usr/local/go/src/runtime/asm_amd64.s:1700
`;

/** `order.cancelled`, `StockReleased`, `payment-refunded`: what a past participle of undoing ends. */
const UNDOES = /(?:^|[^a-z])(?:cancell?ed|released|refunded|reverted)$/i;
const UNDOES_CAMEL = /[a-z0-9](?:Cancell?ed|Released|Refunded|Reverted)$/;

/** Whether a type of event tells by its own name that something is undone. */
export const isUndoing = (type: string): boolean => UNDOES.test(type) || UNDOES_CAMEL.test(type);

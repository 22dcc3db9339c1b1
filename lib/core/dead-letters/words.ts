/** `shop.payments.CardDeclinedException` is "Card declined"; `currencyCode` is "currency code". */

/** The last part of a qualified name: `shop.Pay$Declined`, `shop::Pay`, `errors/pay`. */
export const shortName = (type: string): string => type.replace(/ \[([\w-]+)\]$/, '').split(/[.$:+/\\]/).findLast((part) => part !== '') ?? type;

export function spaced(name: string): string {
  return name
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replace(/[_\-.\s]+/g, ' ')
    .trim()
    .split(' ')
    .map((word) => (/^\p{Lu}{2,}$/u.test(word) ? word : word.toLowerCase()))
    .join(' ');
}

export const capital = (text: string): string => text.replace(/^\p{Ll}/u, (first) => first.toUpperCase());

/** What an exception's name says once the words are gone that all of them have; empty where nothing is left. */
export const kindOfFailure = (type: string): string => spaced(shortName(type).replace(/(?:Exception|Error|Failure|Fault)+$/, ''));

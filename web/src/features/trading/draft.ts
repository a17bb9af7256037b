import type { components } from '@/api/schema';

export type Side = components['schemas']['Side'];
export type Lifetime = Extract<components['schemas']['TimeInForce'], 'gtc' | 'day' | 'ioc' | 'fok' | 'post_only'>;
export type Pricing = 'limit' | 'market';
/** What the panel is about: a new order of a side, or an open one that changes. */
export type Panel = Side | 'edit';

/** An order as it is being written. Texts are as typed; a checked order is made of them only when it is sent. */
export interface Draft {
  panel: Panel;
  pricing: Pricing;
  lifetime: Lifetime;
  /** Both are `null` until they are touched: then the best price of the other side, or what the chosen order has, stands in the field. */
  price: string | null;
  quantity: string | null;
  /** Won of a market buy. */
  amount: string;
  /** The part of what is available that was pressed last, in percent; typing forgets it. */
  part: number | null;
  /** The open order that is being changed. */
  orderId: string | null;
}

export type Change = (change: Partial<Draft>) => void;

export const emptyDraft: Draft = { panel: 'buy', pricing: 'limit', lifetime: 'gtc', price: null, quantity: null, amount: '', part: null, orderId: null };

import type { ButtonHTMLAttributes } from 'react';
import { Link, type LinkProps } from 'react-router';

export type Look = 'main' | 'soft' | 'plain' | 'line' | 'buy' | 'sell' | 'danger';
export type Size = 's' | 'm' | 'l';

const looks: Record<Look, string> = {
  main: 'bg-accent-fill text-white hover:brightness-95',
  soft: 'bg-accent-soft text-accent hover:brightness-97',
  plain: 'bg-track text-ink hover:bg-line',
  line: 'text-ink shadow-[inset_0_0_0_1px_var(--edge)] hover:bg-inset',
  buy: 'bg-buy-fill text-white hover:brightness-95',
  sell: 'bg-sell-fill text-white hover:brightness-95',
  danger: 'text-danger shadow-[inset_0_0_0_1px_currentColor] hover:bg-danger-soft',
};

const sizes: Record<Size, string> = {
  s: 'min-h-[34px] rounded-key px-3 text-sm desktop:min-h-8',
  m: 'min-h-11 rounded-control px-4 text-base desktop:min-h-[42px]',
  l: 'min-h-[54px] rounded-[13px] px-4 text-lg desktop:min-h-[52px]',
};

const shape =
  'inline-flex items-center justify-center gap-2 font-semibold whitespace-nowrap tracking-[-0.01em] transition-[background,filter,transform] duration-(--quick) ease-calm active:scale-[0.985]';
const off = 'disabled:bg-track disabled:text-ink-3 disabled:shadow-none disabled:cursor-not-allowed disabled:filter-none disabled:active:scale-100';

interface Appearance {
  look?: Look;
  size?: Size;
}

export function buttonClass({ look = 'plain', size = 'm' }: Appearance): string {
  return `${shape} ${sizes[size]} ${looks[look]}`;
}

export function Button({ look, size, className = '', type = 'button', ...rest }: Appearance & ButtonHTMLAttributes<HTMLButtonElement>) {
  return <button type={type} className={`${buttonClass({ ...(look && { look }), ...(size && { size }) })} ${off} ${className}`} {...rest} />;
}

export function ButtonLink({ look, size, className = '', ...rest }: Appearance & LinkProps) {
  return <Link className={`${buttonClass({ ...(look && { look }), ...(size && { size }) })} ${className}`} {...rest} />;
}

/** A small command in a bar of commands. */
export function MiniButton({ pressed, className = '', ...rest }: { pressed?: boolean } & ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      className={`inline-flex min-h-7 items-center gap-1 rounded-[7px] px-2 text-sm font-medium whitespace-nowrap text-ink-2 hover:text-ink aria-pressed:bg-track aria-pressed:font-bold aria-pressed:text-ink ${className}`}
      {...rest}
    />
  );
}

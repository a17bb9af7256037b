import { grouped } from '@/figures/decimal';
import { won } from '@/figures/won';
import { usePreferences } from '@/preferences/preferences';

export function Won({ amount, className = '' }: { amount: string | bigint; className?: string }) {
  const { language } = usePreferences();
  return <span className={`figures ${className}`}>{won(amount, language)}</span>;
}

/** The figure that leads a screen: its unit is smaller than itself. */
export function LeadingWon({ amount, className = '' }: { amount: string | bigint; className?: string }) {
  const { language } = usePreferences();
  const figure = grouped(amount.toString());
  const unit = <span className="text-[0.62em] font-medium tracking-normal">{language === 'ko' ? '원' : '₩'}</span>;
  return (
    <span className={`figures font-bold tracking-[-0.02em] ${className}`}>
      {language === 'en' && unit}
      {figure}
      {language === 'ko' && unit}
    </span>
  );
}

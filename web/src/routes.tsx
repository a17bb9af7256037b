import { type ComponentType, lazy } from 'react';
import { Route, Routes } from 'react-router';

import { NotFound } from '@/shell/not-found';
import { Shell } from '@/shell/shell';
import type { Area } from '@/words/area';
import { historyWords } from '@/words/history/words';
import { issuerWords } from '@/words/issuer/words';
import { offeringWords } from '@/words/offering/words';
import { peopleWords } from '@/words/people/words';
import { staffWords } from '@/words/staff/words';

/** A page that comes when it is gone to, with the words of its part of the application. */
function page(load: () => Promise<ComponentType>, words?: Area<unknown>) {
  return lazy(async () => {
    const [component] = await Promise.all([load(), words?.load()]);
    return { default: component };
  });
}

const HomePage = page(async () => (await import('@/features/home/home-page')).HomePage);
const TradingPage = page(async () => (await import('@/features/trading/trading-page')).TradingPage);
const FirstInstrument = page(async () => (await import('@/features/trading/first-instrument')).FirstInstrument);
const PortfolioPage = page(async () => (await import('@/features/portfolio/portfolio-page')).PortfolioPage, historyWords);
const StatementPage = page(async () => (await import('@/features/statement/statement-page')).StatementPage, historyWords);
const OrdersPage = page(async () => (await import('@/features/orders/orders-page')).OrdersPage, historyWords);
const OfferingsPage = page(async () => (await import('@/features/offerings/offerings-page')).OfferingsPage, offeringWords);
const OfferingPage = page(async () => (await import('@/features/offerings/offering-page')).OfferingPage, offeringWords);
const SearchPage = page(async () => (await import('@/features/search/search-page')).SearchPage);
const MenuPage = page(async () => (await import('@/features/menu/menu-page')).MenuPage);
const LogInPage = page(async () => (await import('@/features/sign-in/log-in-page')).LogInPage, peopleWords);
const KeyPage = page(async () => (await import('@/features/sign-in/key-page')).KeyPage, peopleWords);
const SignUpPage = page(async () => (await import('@/features/sign-up/sign-up-page')).SignUpPage, peopleWords);
const StaffSignUpPage = page(async () => (await import('@/features/sign-up/staff-page')).StaffSignUpPage, peopleWords);
const IdentityPage = page(async () => (await import('@/features/identity/identity-page')).IdentityPage, peopleWords);
const BankPage = page(async () => (await import('@/features/bank/bank-page')).BankPage, peopleWords);
const ListingsPage = page(async () => (await import('@/features/listings/listings-page')).ListingsPage, issuerWords);
const NewListingPage = page(async () => (await import('@/features/listings/new-listing-page')).NewListingPage, issuerWords);
const WorkPage = page(async () => (await import('@/features/staff/work-page')).WorkPage, staffWords);
const StaffAssetsPage = page(async () => (await import('@/features/staff/assets-page')).StaffAssetsPage, staffWords);
const StaffAssetPage = page(async () => (await import('@/features/staff/asset-page')).StaffAssetPage, staffWords);
const ReconciliationPage = page(async () => (await import('@/features/staff/reconciliation-page')).ReconciliationPage, staffWords);
const InvitationsPage = page(async () => (await import('@/features/staff/invitations-page')).InvitationsPage, staffWords);

export function Pages() {
  return (
    <Routes>
      <Route element={<Shell />}>
        <Route index element={<HomePage />} />
        <Route path="trade" element={<FirstInstrument />} />
        <Route path="trade/:code" element={<TradingPage />} />
        <Route path="assets" element={<PortfolioPage />} />
        <Route path="assets/statement" element={<StatementPage />} />
        <Route path="assets/orders" element={<OrdersPage />} />
        <Route path="assets/money" element={<BankPage />} />
        <Route path="offerings" element={<OfferingsPage />} />
        <Route path="offerings/:code" element={<OfferingPage />} />
        <Route path="search" element={<SearchPage />} />
        <Route path="menu" element={<MenuPage />} />
        <Route path="sign-in" element={<LogInPage />} />
        <Route path="sign-in/key" element={<KeyPage />} />
        <Route path="sign-up" element={<SignUpPage />} />
        <Route path="sign-up/staff" element={<StaffSignUpPage />} />
        <Route path="identity" element={<IdentityPage />} />
        <Route path="listings" element={<ListingsPage />} />
        <Route path="listings/new" element={<NewListingPage />} />
        <Route path="staff" element={<WorkPage />} />
        <Route path="staff/assets" element={<StaffAssetsPage />} />
        <Route path="staff/assets/:code" element={<StaffAssetPage />} />
        <Route path="staff/reconciliation" element={<ReconciliationPage />} />
        <Route path="staff/invitations" element={<InvitationsPage />} />
        <Route path="*" element={<NotFound />} />
      </Route>
    </Routes>
  );
}

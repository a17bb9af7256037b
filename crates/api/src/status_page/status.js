'use strict';

const LEVELS = 5;
const PAUSE_MS = 1000;
const STATES = {
  pre_open: '개장 전 접수', opening_auction: '시가 단일가', continuous: '접속매매', volatility_interruption: '변동성완화장치',
  closing_auction: '종가 단일가', uncrossing: '단일가 체결 중', closed: '장 마감', halted: '거래 정지', delisted: '상장 폐지',
};
const cards = new Map();
const clock = new Intl.DateTimeFormat('ko-KR', { timeZone: 'Asia/Seoul', hour12: false, hour: '2-digit', minute: '2-digit', second: '2-digit' });

// Amounts stay strings: only the places of the commas are found.
function grouped(text) {
  if (text === undefined) return '–';
  const [whole, fraction] = text.split('.');
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction ? `${spaced}.${fraction}` : spaced;
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function direction(bps) {
  return bps > 0 ? 'up' : bps < 0 ? 'down' : '';
}

function change(bps) {
  if (bps === undefined) return '';
  const sign = bps > 0 ? '▲ +' : bps < 0 ? '▼ −' : '';
  return `${sign}${(Math.abs(bps) / 100).toFixed(2)}%`;
}

// Compared with the previous close as numbers of the same decimals, which needs no arithmetic on money.
function against(price, close) {
  const width = 24;
  const padded = (text) => {
    const [whole, fraction = ''] = text.split('.');
    return whole.padStart(width, '0') + fraction.padEnd(8, '0');
  };
  const [a, b] = [padded(price), padded(close)];
  return a > b ? 'up' : a < b ? 'down' : '';
}

function card(ticker) {
  let found = cards.get(ticker.code);
  if (found) return found;
  const root = element('article', ticker.market === 'practice' ? 'practice' : '');
  const title = element('h2', '', ticker.code);
  if (ticker.market === 'practice') title.append(element('span', 'badge', '모의투자'));
  const state = element('span', 'state');
  title.append(state);
  const price = element('p', 'price');
  const figures = element('dl');
  const table = element('table');
  table.append(element('caption', '', '호가'));
  const head = element('thead');
  const row = element('tr');
  for (const name of ['가격', '잔량', '건수']) {
    const cell = element('th', '', name);
    cell.scope = 'col';
    row.append(cell);
  }
  head.append(row);
  const body = element('tbody');
  table.append(head, body);
  root.append(title, price, figures, table);
  document.getElementById('books').append(root);
  found = { root, state, price, figures, body };
  cards.set(ticker.code, found);
  return found;
}

function showTicker(ticker) {
  const { state, price, figures } = card(ticker);
  state.textContent = STATES[ticker.state] ?? ticker.state;
  const tone = direction(ticker.change_bps);
  price.replaceChildren(
    element('span', `last ${tone}`, ticker.last === undefined ? '체결 없음' : `${grouped(ticker.last)}원`),
    element('span', tone, change(ticker.change_bps)),
  );
  const rows = [
    ['시가', grouped(ticker.open)], ['전일', grouped(ticker.previous_close)], ['고가', grouped(ticker.high)], ['상한', grouped(ticker.upper_limit)],
    ['저가', grouped(ticker.low)], ['하한', grouped(ticker.lower_limit)], ['거래량', grouped(ticker.volume)], ['체결', String(ticker.trades)],
  ];
  if (ticker.indication) rows.push(['예상가', grouped(ticker.indication.price)], ['예상량', grouped(ticker.indication.quantity)]);
  figures.replaceChildren(...rows.flatMap(([name, value]) => [element('dt', '', name), element('dd', '', value)]));
}

function levelRow(level, kind, largest, ticker) {
  const row = element('tr', kind);
  if (level.price === ticker.last) row.classList.add('at-last');
  const price = element('td', `at ${against(level.price, ticker.previous_close)}`, grouped(level.price));
  const size = element('td', 'size');
  const bar = element('progress');
  bar.max = largest;
  bar.value = Number(level.quantity);
  bar.setAttribute('aria-hidden', 'true');
  size.append(bar, element('span', '', grouped(level.quantity)));
  row.append(price, size, element('td', '', String(level.orders)));
  return row;
}

function showBook(ticker, book) {
  const { body } = card(ticker);
  const largest = Math.max(1e-9, ...[...book.asks, ...book.bids].map((level) => Number(level.quantity)));
  const asks = book.asks.slice().reverse().map((level) => levelRow(level, 'ask', largest, ticker));
  const bids = book.bids.map((level, place) => levelRow(level, place === 0 ? 'bid first' : 'bid', largest, ticker));
  const rows = [...asks, ...bids];
  if (rows.length === 0) {
    const row = element('tr');
    const cell = element('td', 'none', '호가가 없습니다');
    cell.colSpan = 3;
    row.append(cell);
    rows.push(row);
  }
  body.replaceChildren(...rows);
}

async function read(path) {
  const answer = await fetch(path, { headers: { accept: 'application/json' } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`, { cause: answer.status });
  return answer.json();
}

async function turn() {
  const connection = document.getElementById('connection');
  try {
    const { tickers } = await read('/api/v1/tickers');
    const books = await Promise.all(tickers.map((ticker) => read(`/api/v1/instruments/${encodeURIComponent(ticker.code)}/book?levels=${LEVELS}`)));
    tickers.forEach((ticker, place) => {
      showTicker(ticker);
      showBook(ticker, books[place]);
    });
    connection.textContent = tickers.length === 0 ? '상장된 종목이 없습니다' : `${clock.format(new Date())} 기준`;
  } catch (error) {
    connection.textContent = error.cause === 503 ? '서버가 준비하고 있습니다…' : '서버에 연결할 수 없습니다. 다시 시도하는 중…';
  }
  setTimeout(turn, PAUSE_MS);
}

turn();

//! Pages of lists, newest first. A cursor is opaque to clients; here it is the number of the last item shown.

use std::collections::VecDeque;

use crate::own_codes::OwnCode;
use crate::problem::Problem;
use crate::words::MarketWord;

pub(crate) const PAGE_DEFAULT: usize = 50;
pub(crate) const PAGE_MAX: usize = 500;

/// Which part of a list is asked for.
#[derive(Debug, Default, serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
    /// 1 to 500, 50 if it is left out.
    #[serde(default)]
    pub limit: Option<usize>,
    /// `next` of the page before.
    #[serde(default)]
    pub cursor: Option<String>,
    /// A position; the answer is as of it or later.
    #[serde(default)]
    pub at_least: Option<String>,
}

/// As [`PageQuery`], of an own account.
#[derive(Debug, Default, serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OwnPageQuery {
    /// 1 to 500, 50 if it is left out.
    #[serde(default)]
    pub limit: Option<usize>,
    /// `next` of the page before.
    #[serde(default)]
    pub cursor: Option<String>,
    /// A position; the answer is as of it or later.
    #[serde(default)]
    pub at_least: Option<String>,
    /// With a session: which of the own accounts.
    #[serde(default)]
    #[param(inline)]
    pub market: Option<MarketWord>,
}

impl OwnPageQuery {
    /// What is left once the account is chosen.
    pub(crate) fn page(self) -> PageQuery {
        PageQuery { limit: self.limit, cursor: self.cursor, at_least: self.at_least }
    }
}

pub(crate) fn limit(asked: Option<usize>) -> Result<usize, Problem> {
    match asked {
        None => Ok(PAGE_DEFAULT),
        Some(count) if (1..=PAGE_MAX).contains(&count) => Ok(count),
        Some(_) => Err(Problem::of_field(OwnCode::QueryMalformed, "limit")),
    }
}

pub(crate) fn cursor(asked: Option<&str>) -> Result<Option<u64>, Problem> {
    let malformed = || Problem::of_field(OwnCode::QueryMalformed, "cursor");
    asked.map(|text| text.parse().map_err(|_| malformed())).transpose()
}

/// Items of a page with the cursor of the next, and whether there are older ones that are not kept.
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    pub(crate) next: Option<String>,
    pub(crate) older_exist: bool,
}

/// As [`page_of_last`], of what is given newest first.
pub(crate) fn page_of_newest<'a, T: 'a, R>(
    newest_first: impl Iterator<Item = &'a T>,
    count: u64,
    query: &PageQuery,
    show: impl Fn(&T) -> R,
) -> Result<Page<R>, Problem> {
    let mut kept: VecDeque<&T> = newest_first.collect();
    kept.make_contiguous().reverse();
    page_of_last(&kept, count, query, |item| show(item))
}

/// A page of the last of a list of which `count` items ever were; they are numbered from 0.
pub(crate) fn page_of_last<T, R>(kept: &VecDeque<T>, count: u64, query: &PageQuery, show: impl Fn(&T) -> R) -> Result<Page<R>, Problem> {
    let limit = limit(query.limit)?;
    let first_kept = count - kept.len() as u64;
    let before = cursor(query.cursor.as_deref())?.unwrap_or(count).min(count);
    let reachable = usize::try_from(before.saturating_sub(first_kept)).unwrap_or(usize::MAX).min(kept.len());
    let shown = reachable.min(limit);
    let items = kept.range(reachable - shown..reachable).rev().map(show).collect();
    let next = (reachable > shown).then(|| (first_kept + (reachable - shown) as u64).to_string());
    Ok(Page { items, next, older_exist: first_kept > 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f44_pages_follow_each_other_without_gap_or_repeat() {
        let kept: VecDeque<u64> = (10..23).collect();
        let mut cursor = None;
        let mut seen = Vec::new();
        loop {
            let query = PageQuery { limit: Some(5), cursor, at_least: None };
            let page = page_of_last(&kept, 23, &query, |n| *n).unwrap();
            assert!(page.older_exist);
            seen.extend(page.items);
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen, (10..23).rev().collect::<Vec<_>>());
        for text in ["0", "5", "9999999999999999999"] {
            let query = PageQuery { limit: None, cursor: Some(text.to_owned()), at_least: None };
            assert!(page_of_last(&kept, 23, &query, |n| *n).is_ok_and(|page| page.items.len() <= 13));
        }
        assert!(page_of_last(&kept, 23, &PageQuery { limit: Some(0), ..PageQuery::default() }, |n| *n).is_err());
        assert!(page_of_last(&kept, 23, &PageQuery { cursor: Some("-1".to_owned()), ..PageQuery::default() }, |n| *n).is_err());
    }
}

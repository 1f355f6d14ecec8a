//! Which columns of which dies a stream writes: its region
//!
//! Source: `facts/partial.md` 3.4 and 3.9. The address of an UltraScale frame holds block \[25:23\],
//! row \[22:17\], column \[16:7\] and minor \[6:0\]; block 0 is logic and routing, and the columns of the
//! other blocks are counted apart, so only block 0 says where a region lies.

/// Dies whose columns are kept; the largest part on a FiC board has two.
pub const REGION_DIES: usize = 2;
/// Rows of a die that are kept; an XCVU095 has eight, a die of an XCKU115 five.
pub const REGION_ROWS: usize = 8;
/// Columns of a row that are kept; real files name columns up to 287.
pub const REGION_COLUMNS: usize = 512;

const WORDS: usize = REGION_COLUMNS / 64;

/// The most frames, pad frame included, that surely belong to one column: the minors of real clearing
/// files go up to 15.
const COLUMN_FRAMES: u32 = 17;

/// A set of (die, row, column), in 1 KiB whatever the stream.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Regions {
    columns: [[[u64; WORDS]; REGION_ROWS]; REGION_DIES],
    is_exact: bool,
}

impl Default for Regions {
    fn default() -> Self {
        Self::new()
    }
}

impl Regions {
    /// No column.
    pub const fn new() -> Self {
        Self {
            columns: [[[0; WORDS]; REGION_ROWS]; REGION_DIES],
            is_exact: true,
        }
    }

    /// Adds a column; one beyond what is kept makes the set inexact.
    pub fn insert(&mut self, die: usize, row: usize, column: usize) {
        match self.columns.get_mut(die).and_then(|die| die.get_mut(row)) {
            Some(bits) if column < REGION_COLUMNS => bits[column / 64] |= 1 << (column % 64),
            _ => self.is_exact = false,
        }
    }

    /// Adds what a write of this many frames from this address on touches.
    ///
    /// Where one column ends and the next begins is not known for every column, so a long write
    /// counts with its first column and makes the set inexact.
    pub(super) fn insert_write(&mut self, die: usize, address: u32, frames: u32) {
        let (block, row, column) = (
            address >> 23 & 7,
            address >> 17 & 0x3F,
            address >> 7 & 0x3FF,
        );
        if block != 0 {
            return;
        }
        self.insert(die, row as usize, column as usize);
        self.is_exact &= frames <= COLUMN_FRAMES;
    }

    /// Whether the set holds every column that was written, rather than some of them.
    pub const fn is_exact(&self) -> bool {
        self.is_exact
    }

    /// Whether no column was written.
    pub fn is_empty(&self) -> bool {
        self.words().all(|word| word == 0)
    }

    /// Number of columns.
    pub fn count(&self) -> u32 {
        self.words().map(u64::count_ones).sum()
    }

    /// Whether this column is in the set.
    pub fn contains(&self, die: usize, row: usize, column: usize) -> bool {
        let bits = self.columns.get(die).and_then(|die| die.get(row));
        bits.and_then(|bits| bits.get(column / 64))
            .is_some_and(|word| word >> (column % 64) & 1 == 1)
    }

    /// Whether every column of this set is in the other one.
    ///
    /// An inexact `other` may hold more than it names: then a column counts as its own if it stands
    /// in a row of `other` and not before the first column there.
    pub fn is_subset_of(&self, other: &Self) -> bool {
        let rows = self.columns.as_flattened().iter();
        rows.zip(other.columns.as_flattened())
            .all(|(own, others)| row_is_subset(own, others, other.is_exact))
    }

    /// Whether a column is in both sets.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.words()
            .zip(other.words())
            .any(|(own, other)| own & other != 0)
    }

    /// Every column, by die, row and column.
    pub fn iter(&self) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
        (0..REGION_DIES * REGION_ROWS * REGION_COLUMNS)
            .map(|n| {
                (
                    n / REGION_COLUMNS / REGION_ROWS,
                    n / REGION_COLUMNS % REGION_ROWS,
                    n % REGION_COLUMNS,
                )
            })
            .filter(|&(die, row, column)| self.contains(die, row, column))
    }

    /// A number that the same set always has and another one hardly ever: FNV-1a over its columns.
    pub fn fingerprint(&self) -> u64 {
        self.words()
            .flat_map(u64::to_le_bytes)
            .fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
            })
    }

    fn words(&self) -> impl Iterator<Item = u64> + '_ {
        self.columns.as_flattened().as_flattened().iter().copied()
    }
}

fn row_is_subset(own: &[u64; WORDS], other: &[u64; WORDS], is_exact: bool) -> bool {
    if is_exact {
        return own.iter().zip(other).all(|(own, other)| own & !other == 0);
    }
    match (first_column(own), first_column(other)) {
        (None, _) => true,
        (Some(own), Some(other)) => own >= other,
        (Some(_), None) => false,
    }
}

fn first_column(row: &[u64; WORDS]) -> Option<u32> {
    let at = row.iter().position(|&word| word != 0)?;
    Some(at as u32 * 64 + row[at].trailing_zeros())
}

/// The set as its size and place, not as a kilobyte of numbers.
impl core::fmt::Debug for Regions {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Regions")
            .field("columns", &self.count())
            .field("is_exact", &self.is_exact)
            .field("fingerprint", &self.fingerprint())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(columns: &[(usize, usize, usize)]) -> Regions {
        let mut regions = Regions::new();
        for &(die, row, column) in columns {
            regions.insert(die, row, column);
        }
        regions
    }

    #[test]
    fn sets_compare_as_sets() {
        let (left, right) = (set(&[(0, 1, 5), (1, 1, 5)]), set(&[(0, 1, 5)]));
        assert!(right.is_subset_of(&left) && !left.is_subset_of(&right));
        assert!(left.overlaps(&right) && !right.overlaps(&set(&[(1, 1, 5), (0, 1, 6), (0, 2, 5)])));
        assert!(Regions::new().is_subset_of(&right) && !Regions::new().overlaps(&right));
        assert_ne!(left.fingerprint(), right.fingerprint());
        assert_eq!(left.iter().collect::<Vec<_>>(), [(0, 1, 5), (1, 1, 5)]);
        assert_eq!(
            (left.count(), right.count(), Regions::new().is_empty()),
            (2, 1, true)
        );
    }

    #[test]
    fn the_last_places_are_kept_and_the_next_are_not() {
        let last = (REGION_DIES - 1, REGION_ROWS - 1, REGION_COLUMNS - 1);
        assert!(set(&[last]).contains(last.0, last.1, last.2) && set(&[last]).is_exact());
        for beyond in [(2, 0, 0), (0, 8, 0), (0, 0, 512)] {
            let regions = set(&[beyond]);
            assert!(!regions.is_exact() && regions.is_empty());
            assert!(!regions.contains(beyond.0, beyond.1, beyond.2));
        }
    }

    #[test]
    fn addresses_are_taken_apart_and_long_writes_make_the_set_inexact() {
        let mut regions = Regions::new();
        regions.insert_write(1, 3 << 17 | 94 << 7 | 12, 17);
        assert!(regions.contains(1, 3, 94) && regions.is_exact());
        regions.insert_write(0, 1 << 23 | 5 << 7, 129);
        assert_eq!((regions.count(), regions.is_exact()), (1, true));
        regions.insert_write(0, 0, 18);
        assert!(!regions.is_exact());
    }

    #[test]
    fn a_long_write_holds_what_follows_it_in_its_row() {
        let mut long = Regions::new();
        long.insert_write(0, 2 << 17 | 10 << 7, 500);
        assert!(set(&[(0, 2, 10), (0, 2, 200)]).is_subset_of(&long));
        assert!(!set(&[(0, 2, 9)]).is_subset_of(&long));
        assert!(!set(&[(0, 3, 10)]).is_subset_of(&long));
    }
}

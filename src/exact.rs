//! Texts and lists without spare room, for what lives as long as the build.
//!
//! In: what has been put together bit by bit. Out: the same in memory of its size. `shrink_to_fit` asks the allocator,
//! and ours (mimalloc) leaves a piece of memory as it is while more than half of it is used, so what grew by doubling keeps
//! a third of its room on average.

/// A text in memory of its length, give or take an eighth.
pub fn text(text: String) -> String {
    if is_near(text.capacity(), text.len()) { text } else { String::from(text.as_str()) }
}

/// A list in memory of its length, give or take an eighth.
pub fn list<T>(mut list: Vec<T>) -> Vec<T> {
    if is_near(list.capacity(), list.len()) {
        return list;
    }
    let mut exact = Vec::with_capacity(list.len());
    exact.append(&mut list);
    exact
}

fn is_near(capacity: usize, length: usize) -> bool {
    capacity - length <= length / 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_but_spare_room() {
        let mut long = String::with_capacity(100);
        long.push_str("brief");
        let short = text(long);
        assert_eq!((short.as_str(), short.capacity()), ("brief", 5));
        let mut many = Vec::with_capacity(100);
        many.extend([1, 2, 3]);
        let few = list(many);
        assert_eq!((few.as_slice(), few.capacity()), ([1, 2, 3].as_slice(), 3));
    }

    #[test]
    fn what_has_little_to_spare_is_not_copied() {
        let mut nearly = String::with_capacity(17);
        nearly.push_str("sixteen letters.");
        let place = nearly.as_ptr();
        let kept = text(nearly);
        assert_eq!((kept.as_ptr(), kept.capacity()), (place, 17));
    }
}

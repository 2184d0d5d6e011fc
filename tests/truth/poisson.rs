//! How large a rate may be, given a count.

/// The upper end of the one-sided 95 % interval of a Poisson mean, given the number counted: exact
/// (Garwood 1936), half the 95 % point of chi-square with 2 (count + 1) degrees of freedom. Found by
/// bisection of the sum it stands for: the mean under which so few are seen with 5 %.
pub(crate) fn upper_bound(count: u32) -> f64 {
    const LEFT_OUT: f64 = 0.05;
    let (mut low, mut high) = (f64::from(count), 2.0 * f64::from(count) + 20.0);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if at_most(count, middle) > LEFT_OUT {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// The chance of at most `count` under a mean, summed in logarithms so that nothing overflows.
fn at_most(count: u32, mean: f64) -> f64 {
    let mut log_term = -mean;
    let mut sum = libm::exp(log_term);
    for n in 1..=count {
        log_term += libm::log(mean / f64::from(n));
        sum += libm::exp(log_term);
    }
    sum
}

#[test]
fn the_bound_is_that_of_published_tables() {
    // Half the upper 5 % points of chi-square with 2, 4, 6, 8, 12, 22 and 42 degrees of freedom, from
    // Pearson and Hartley, Biometrika Tables for Statisticians, table 8: 5.9915, 9.4877, 12.5916,
    // 15.5073, 21.0261, 33.9244, 58.1240.
    for (count, chi_square) in [
        (0, 5.9915),
        (1, 9.4877),
        (2, 12.5916),
        (3, 15.5073),
        (5, 21.0261),
        (10, 33.9244),
        (20, 58.1240),
    ] {
        let bound = upper_bound(count);
        assert!((bound - chi_square / 2.0).abs() < 1e-3, "{count}: {bound}");
    }
    assert!((upper_bound(1000) - 1053.6).abs() < 1.0);
}

//! The key agreement of an encrypted session, `dh-ietf1024-sha256-aes128-cbc-pkcs7` of the Secret
//! Service API, and what it decrypts.
//!
//! Every number takes the same time. What is kept of ours is wiped with its owner, and what the
//! arithmetic leaves on the stack right after it. The public key is always sent in its full 128
//! bytes: KWallet 5 refuses one without its leading zeros.

use crate::secret::Secret;
use crate::secret_store::StoreError;
use aes::Aes128;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use crypto_bigint::modular::ConstMontyForm;
use crypto_bigint::{U256, U1024, const_monty_params};
use hmac::digest::FixedOutput;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::hint::black_box;
use zeroize::{Zeroize, Zeroizing};

/// What `OpenSession` calls it.
pub(super) const ALGORITHM: &str = "dh-ietf1024-sha256-aes128-cbc-pkcs7";

/// The bytes of a public key.
const KEY_LENGTH: usize = 128;

const_monty_params!(
    Oakley2,
    U1024,
    "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74\
     020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437\
     4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed\
     ee386bfb5a899fa5ae9f24117c4b1fe649286651ece65381ffffffffffffffff",
    "The second Oakley group (RFC 2409, 6.2); its generator is two."
);

/// How much of the stack is wiped, in units of 16 bytes: 64 KiB, several times what the arithmetic
/// needs.
const STACK: usize = 4096;

/// Does the work, and wipes what it left on the stack. The libraries pass numbers by value, and
/// wipe no copy but the last.
fn leaving_nothing<T>(work: impl FnOnce() -> T) -> T {
    #[inline(never)]
    fn do_it<T>(work: impl FnOnce() -> T) -> T {
        work()
    }
    #[inline(never)]
    fn wipe() {
        let mut below = [0_u128; STACK];
        below.zeroize();
        black_box(&below);
    }
    let done = do_it(work);
    wipe();
    done
}

fn power(base: &U1024, exponent: &Secret) -> U1024 {
    ConstMontyForm::<Oakley2, { U1024::LIMBS }>::new(base)
        .pow(&U256::from_be_slice(exponent.expose()))
        .retrieve()
}

/// HKDF without salt and info (RFC 5869), of which one block is enough; the crate for it wipes
/// neither its blocks nor what it extracts.
fn derive(shared: &[u8]) -> Result<SessionKey, StoreError> {
    let first = authenticated(&[0; 32], shared)?;
    let block = authenticated(&*first, &[1])?;
    Ok(SessionKey(Secret::new(block[..16].to_vec())))
}

fn authenticated(key: &[u8], text: &[u8]) -> Result<Zeroizing<[u8; 32]>, StoreError> {
    let mut code = Hmac::<Sha256>::new_from_slice(key)
        .map_err(|cause| StoreError::Other(cause.to_string()))?;
    code.update(text);
    let mut block = Zeroizing::new([0; 32]);
    code.finalize_into((&mut *block).into());
    Ok(block)
}

/// Our half of an agreement.
pub(super) struct KeyPair {
    /// 256 bits, the highest first: to find a short exponent takes the root of their number, which
    /// is what the cipher behind the agreement is worth.
    exponent: Secret,
    public: U1024,
}

impl KeyPair {
    /// A new one, from the system's generator.
    pub(super) fn generate() -> Result<Self, StoreError> {
        let mut bytes = vec![0; U256::BYTES];
        getrandom::fill(&mut bytes)
            .map_err(|cause| StoreError::Other(format!("no randomness: {cause}")))?;
        Ok(Self::of(Secret::new(bytes)))
    }

    fn of(exponent: Secret) -> Self {
        Self {
            public: leaving_nothing(|| power(&U1024::from_u8(2), &exponent)),
            exponent,
        }
    }

    /// What the service is sent.
    pub(super) fn public(&self) -> [u8; KEY_LENGTH] {
        self.public.to_be_bytes().into()
    }

    /// The key that both sides have once they have each other's public one; some services send
    /// theirs without leading zeros.
    pub(super) fn agree(&self, theirs: &[u8]) -> Result<SessionKey, StoreError> {
        let zeros = theirs.iter().take_while(|&&byte| byte == 0).count();
        let theirs = &theirs[zeros..];
        let mut padded = [0; KEY_LENGTH];
        let Some(start) = KEY_LENGTH.checked_sub(theirs.len()) else {
            return Err(StoreError::Other("its public key is too long".to_owned()));
        };
        padded[start..].copy_from_slice(theirs);
        leaving_nothing(|| {
            derive(&power(&U1024::from_be_slice(&padded), &self.exponent).to_be_bytes())
        })
    }
}

/// What secrets of one session are encrypted with.
pub(super) struct SessionKey(Secret);

impl SessionKey {
    /// The secret encrypted, and the vector that it is encrypted with.
    pub(super) fn encrypt(&self, secret: &Secret) -> Result<([u8; 16], Vec<u8>), StoreError> {
        let mut vector = [0; 16];
        getrandom::fill(&mut vector)
            .map_err(|cause| StoreError::Other(format!("no randomness: {cause}")))?;
        let plain = secret.expose();
        let mut buffer = Zeroizing::new(vec![0; plain.len() + 16]);
        buffer[..plain.len()].copy_from_slice(plain);
        let sealed = cbc::Encryptor::<Aes128>::new_from_slices(self.0.expose(), &vector)
            .map_err(|_| StoreError::Corrupt)?
            .encrypt_padded::<Pkcs7>(&mut buffer, plain.len())
            .map_err(|_| StoreError::Corrupt)?
            .to_vec();
        Ok((vector, sealed))
    }

    /// The secret, decrypted in the buffer that held it encrypted.
    pub(super) fn decrypt(&self, vector: &[u8], sealed: Vec<u8>) -> Result<Secret, StoreError> {
        let mut buffer = Zeroizing::new(sealed);
        let cipher = cbc::Decryptor::<Aes128>::new_from_slices(self.0.expose(), vector)
            .map_err(|_| StoreError::Corrupt)?;
        let length = cipher
            .decrypt_padded::<Pkcs7>(&mut buffer)
            .map_err(|_| StoreError::Corrupt)?
            .len();
        buffer.truncate(length);
        Ok(Secret::new(std::mem::take(&mut *buffer)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::FileExt;

    /// What Python's `pow`, `hmac` and OpenSSL make of the same numbers.
    const KEY: [u8; 16] = 0xd805_b58f_ac16_cadc_99bc_fbc1_c02b_3692_u128.to_be_bytes();
    const VECTOR: [u8; 16] = 0x0001_0203_0405_0607_0809_0a0b_0c0d_0e0f_u128.to_be_bytes();
    const SEALED: [u8; 16] = 0x3eeb_0e17_930b_d448_f621_d4e6_4015_49d5_u128.to_be_bytes();

    fn pair(last: u8) -> KeyPair {
        let mut bytes = [0; U256::BYTES];
        bytes[..8].copy_from_slice(&0x0123_4567_89ab_cdef_u64.to_be_bytes());
        bytes[31] = last;
        KeyPair::of(Secret::from(&mut bytes[..]))
    }

    #[test]
    fn both_sides_agree_also_where_a_number_begins_with_zeros() {
        // With these exponents one public key is short, and so is the number that they share.
        let (short, other) = (pair(126), pair(36));
        let public = short.public();
        assert_eq!(public[..3], [0, 0xab, 0x17]);
        assert_eq!(other.public()[..3], [0xaf, 0x67, 0x28]);
        let zeros = [&[0; 3][..], &public].concat();
        for theirs in [&public[..], &public[1..], &zeros] {
            assert_eq!(other.agree(theirs).unwrap().0.expose(), KEY);
        }
        assert_eq!(short.agree(&other.public()).unwrap().0.expose(), KEY);
        assert!(other.agree(&[1; KEY_LENGTH + 1]).is_err());
    }

    #[test]
    fn no_two_keys_are_the_same() {
        let [one, other] = [0; 2].map(|_| KeyPair::generate().unwrap().public());
        assert_ne!(one, other);
    }

    /// Secret bytes, in a form in which the search for them does not find itself.
    struct Masked(Vec<u8>);

    const MASK: u8 = 0x5a;

    impl Masked {
        fn of(secret: &Secret) -> Self {
            Self(secret.expose().iter().map(|byte| byte ^ MASK).collect())
        }

        fn secret(&self) -> Secret {
            Secret::new(self.0.iter().map(|byte| byte ^ MASK).collect())
        }

        /// How often its first 16 bytes stand in our writable memory, in either order: numbers lie
        /// there with the lowest byte first.
        fn copies(&self) -> usize {
            let half = &self.0[..16];
            let ends = [half[0] ^ MASK, half[15] ^ MASK];
            let is_half = |window: &[u8]| {
                if !ends.contains(&window[0]) {
                    return false;
                }
                let mut unmasked = window.iter().map(|byte| byte ^ MASK);
                let mut reversed = unmasked.clone().rev();
                half.iter().all(|byte| reversed.next() == Some(*byte))
                    || half.iter().all(|byte| unmasked.next() == Some(*byte))
            };
            let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
            let memory = std::fs::File::open("/proc/self/mem").unwrap();
            let mut copies = 0;
            for line in maps.lines().filter(|line| line.contains(" rw")) {
                let (from, to) = line.split_once(' ').unwrap().0.split_once('-').unwrap();
                let [from, to] = [from, to].map(|at| u64::from_str_radix(at, 16).unwrap());
                let mut region = Zeroizing::new(vec![0; (to - from) as usize]);
                if memory.read_exact_at(&mut region, from).is_ok() {
                    copies += region.windows(16).filter(|window| is_half(window)).count();
                }
            }
            copies
        }
    }

    #[test]
    fn neither_exponent_nor_key_stays_in_memory() {
        let masked = Masked((0..32_u8).map(|at| at.wrapping_mul(167) ^ 0xc5).collect());
        assert_eq!(masked.copies(), 0);
        let pair = KeyPair::of(masked.secret());
        assert!(masked.copies() > 0, "its own");
        let key = pair.agree(&[7; KEY_LENGTH]).unwrap();
        let masked_key = Masked::of(&key.0);
        assert!(masked_key.copies() > 0, "its own");
        drop((pair, key));
        assert_eq!((masked.copies(), masked_key.copies()), (0, 0));
    }

    #[test]
    fn what_is_encrypted_is_decrypted_again() {
        let key = SessionKey(Secret::new(KEY.to_vec()));
        for text in ["", "x", "sixteen letters.", "correct horse battery"] {
            let (vector, sealed) = key.encrypt(&Secret::from(text.to_owned())).unwrap();
            let plain = key.decrypt(&vector, sealed).unwrap();
            assert_eq!(plain.expose(), text.as_bytes());
        }
    }

    #[test]
    fn only_what_is_whole_is_decrypted() {
        let key = SessionKey(Secret::new(KEY.to_vec()));
        let secret = key.decrypt(&VECTOR, SEALED.to_vec()).unwrap();
        assert_eq!(secret.expose(), b"npm_secret");
        let cases = [
            (&VECTOR[..15], SEALED.to_vec()),
            (&VECTOR, SEALED[..15].to_vec()),
            (&VECTOR, Vec::new()),
            (&VECTOR, [SEALED, SEALED].concat()),
        ];
        for (vector, sealed) in cases {
            let damaged = key.decrypt(vector, sealed);
            assert_eq!(damaged.err(), Some(StoreError::Corrupt));
        }
    }
}

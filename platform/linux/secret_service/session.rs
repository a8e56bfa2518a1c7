//! The encrypted session of the Secret Service API, `dh-ietf1024-sha256-aes128-cbc-pkcs7`.
//!
//! It keeps secrets out of the bus daemon's memory and of whoever records the bus; it does not authenticate the other
//! side, and 1,024 bits would not stand alone against the world. The `secret-service` crate lost: it fetches one item
//! per call, leaves decrypted copies unwiped, and spends 4 ms in big-number arithmetic that takes a tenth of that here.

use aes::Aes128;
use aes::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit, block_padding::Pkcs7};
use crypto_bigint::modular::ConstMontyForm;
use crypto_bigint::{U256, U1024, const_monty_params};
use hkdf::Hkdf;
use rustix::rand::{GetRandomFlags, getrandom};
use sha2::Sha256;
use std::io;
use zeroize::{Zeroize, Zeroizing};

pub(super) const ALGORITHM: &str = "dh-ietf1024-sha256-aes128-cbc-pkcs7";

const BLOCK: usize = 16;
const GROUP_BYTES: usize = 128;

const_monty_params!(
    SecondOakleyGroup,
    U1024,
    "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd\
     ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed\
     ee386bfb5a899fa5ae9f24117c4b1fe649286651ece65381ffffffffffffffff",
    "The prime of RFC 2409, section 6.2; its generator is 2."
);
type Element = ConstMontyForm<SecondOakleyGroup, { U1024::LIMBS }>;

/// Our half of the key agreement. 256 bits of exponent are more than this group's strength can use.
pub(super) struct Offer {
    private: Zeroizing<U256>,
    pub(super) public: [u8; GROUP_BYTES],
}

impl Offer {
    pub(super) fn new() -> io::Result<Self> {
        let private = Zeroizing::new(U256::from_be_slice(&*random::<32>()?));
        let public = to_bytes(&Element::new(&U1024::from_u8(2)).pow(&private).retrieve());
        Ok(Self { private, public })
    }

    /// The session's key from the other half; `None` where that is no number of the group, or one of those that would
    /// make the key known to everybody.
    pub(super) fn agree(self, theirs: &[u8]) -> Option<Key> {
        let mut padded = [0; GROUP_BYTES];
        padded.get_mut(GROUP_BYTES.checked_sub(theirs.len())?..)?.copy_from_slice(theirs);
        let theirs = U1024::from_be_slice(&padded);
        let element = Element::new(&theirs);
        let outside = element.retrieve() != theirs;
        let trivial = element == Element::ZERO || element == Element::ONE || element == -Element::ONE;
        if outside || trivial {
            return None;
        }
        let mut number = element.pow(&self.private).retrieve();
        let shared = Zeroizing::new(to_bytes(&number));
        number.zeroize();
        let mut key = Zeroizing::new([0; BLOCK]);
        Hkdf::<Sha256>::new(None, &*shared).expand(&[], &mut *key).ok()?;
        Some(Key(key))
    }
}

fn to_bytes(number: &U1024) -> [u8; GROUP_BYTES] {
    number.to_be_bytes().into()
}

fn random<const N: usize>() -> io::Result<Zeroizing<[u8; N]>> {
    let mut bytes = Zeroizing::new([0; N]);
    // Up to 256 bytes come whole or not at all.
    getrandom(&mut *bytes, GetRandomFlags::empty())?;
    Ok(bytes)
}

/// The key of one session.
pub(super) struct Key(Zeroizing<[u8; BLOCK]>);

impl Key {
    /// The initialization vector and the encrypted text.
    pub(super) fn encrypt(&self, plain: &[u8]) -> io::Result<([u8; BLOCK], Vec<u8>)> {
        let vector = *random::<BLOCK>()?;
        let padded = plain.len() / BLOCK * BLOCK + BLOCK;
        let mut text = Zeroizing::new(Vec::with_capacity(padded));
        text.extend_from_slice(plain);
        text.resize(padded, 0);
        cbc::Encryptor::<Aes128>::new((&*self.0).into(), (&vector).into())
            .encrypt_padded::<Pkcs7>(&mut text, plain.len())
            .map_err(|_| io::Error::other("padding"))?;
        Ok((vector, std::mem::take(&mut *text)))
    }

    /// The plain text, in the very buffer of the encrypted one; `None` where it is not text of this session.
    pub(super) fn decrypt(&self, vector: &[u8], mut text: Vec<u8>) -> Option<Vec<u8>> {
        let vector: &[u8; BLOCK] = vector.try_into().ok()?;
        let plain = cbc::Decryptor::<Aes128>::new((&*self.0).into(), vector.into())
            .decrypt_padded::<Pkcs7>(&mut text)
            .map(<[u8]>::len);
        match plain {
            Ok(length) => text.truncate(length),
            Err(_) => {
                text.zeroize();
                return None;
            }
        }
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_agree_and_read_each_other() {
        let (ours, theirs) = (Offer::new().unwrap(), Offer::new().unwrap());
        let (our_half, their_half) = (ours.public, theirs.public);
        assert_ne!(our_half, their_half);
        let (ours, theirs) = (ours.agree(&their_half).unwrap(), theirs.agree(&our_half).unwrap());
        for length in [0, 1, 15, 16, 17, 65_536] {
            let plain = vec![b'x'; length];
            let (vector, text) = ours.encrypt(&plain).unwrap();
            assert!(length < 2 || !text.windows(2).any(|pair| pair == b"xx"));
            assert_eq!(theirs.decrypt(&vector, text), Some(plain));
        }
    }

    #[test]
    fn a_degenerate_half_is_refused() {
        let minus_one = to_bytes(&(-Element::ONE).retrieve());
        for half in [&[][..], &[0], &[1], &minus_one, &[0xff; GROUP_BYTES], &[2; GROUP_BYTES + 1]] {
            assert!(Offer::new().unwrap().agree(half).is_none());
        }
        assert!(Offer::new().unwrap().agree(&[2]).is_some(), "leading zeros may be left out");
    }

    #[test]
    fn text_of_another_session_is_not_taken_for_plain() {
        let key = Key(Zeroizing::new([1; BLOCK]));
        assert_eq!(key.decrypt(&[0; BLOCK], vec![0; 15]), None);
        assert_eq!(key.decrypt(&[0; 3], vec![0; 16]), None);
        assert_eq!(key.decrypt(&[0; BLOCK], Vec::new()), None);
    }
}
